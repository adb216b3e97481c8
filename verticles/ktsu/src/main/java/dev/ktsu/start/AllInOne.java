package dev.ktsu.start;

import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.futures.Futures;
import dev.ktsu.gateway.GatewayService;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.orchestrator.OrchestratorService;
import dev.ktsu.runtime.RuntimeService;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Setting;
import dev.ktsu.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Gateway, orchestrator and runtime in one process, each told where the others listen. */
public final class AllInOne {
  private final Vertx vertx;
  private final Secrets secrets;
  private final Consumer<Problem> fatal;
  private final Deque<Supplier<Future<Void>>> stops = new ArrayDeque<>();
  private Settings settings;
  private String url = "";

  private AllInOne(Vertx vertx, Settings settings, Secrets secrets, Consumer<Problem> fatal) {
    this.vertx = vertx;
    this.settings = settings;
    this.secrets = secrets;
    this.fatal = fatal;
  }

  /**
   * Starts the three tiers.
   *
   * @param secrets gets the secret values of all of them
   * @param fatal told when the store is damaged: the process should end
   * @return fails as the first tier that does not start; the others are stopped then
   */
  public static Future<AllInOne> start(
      Vertx vertx, Settings settings, Secrets secrets, Consumer<Problem> fatal) {
    AllInOne all = new AllInOne(vertx, settings, secrets, fatal);
    return all.startGateway()
        .compose(listening -> all.startOrchestrator())
        .compose(listening -> all.startRuntime())
        .map(all)
        .recover(failure -> all.stop().transform(stopped -> Future.failedFuture(failure)));
  }

  /** Where the orchestrator listens. */
  public String url() {
    return url;
  }

  /** Stops in reverse order, so that the results of legs under way still arrive. */
  public Future<Void> stop() {
    return Futures.inOrder(stops, Supplier::get);
  }

  private Future<Void> startGateway() {
    return GatewayService.start(vertx, settings, secrets)
        .map(
            gateway -> {
              stops.push(gateway::stop);
              String at = address(Registry.GATEWAY_HOST, gateway.port());
              tell(Registry.GATEWAY_URL, at);
              tell(Registry.GATEWAY_URL_OF_RUNTIME, at);
              return null;
            });
  }

  private Future<Void> startOrchestrator() {
    return OrchestratorService.start(vertx, settings, secrets, fatal)
        .map(
            orchestrator -> {
              stops.push(orchestrator::stop);
              url = address(Registry.ORCHESTRATOR_HOST, orchestrator.port());
              tell(Registry.ORCHESTRATOR_URL_OF_RUNTIME, url);
              return null;
            });
  }

  private Future<Void> startRuntime() {
    return RuntimeService.start(vertx, settings)
        .map(
            runtime -> {
              stops.push(runtime::stop);
              return null;
            });
  }

  private void tell(Setting<String> setting, String value) {
    settings = settings.with(setting, value);
  }

  /** A wildcard address is for listening; within the process loopback reaches it. */
  private String address(Setting<String> host, int port) {
    String given = settings.get(host);
    return switch (given) {
      case "0.0.0.0" -> "http://127.0.0.1:" + port;
      case "::" -> "http://[::1]:" + port;
      default -> "http://" + (given.contains(":") ? "[" + given + "]" : given) + ":" + port;
    };
  }
}
