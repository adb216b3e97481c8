package dev.ktsu.orchestrator.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.http.server.Reply;
import dev.ktsu.http.server.Routes;
import dev.ktsu.orchestrator.dispatch.Runtimes;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.client.WebClient;

/**
 * The contract's {@code /health}: this tier and its peers. A peer is {@code ok}, {@code unhealthy}
 * (answers otherwise), {@code down}, {@code error} (unusable URL) or {@code unconfigured}. Probes
 * of containers use {@code /health/live} and {@code /health/ready} instead.
 */
public final class HealthApi {
  private static final long TIMEOUT_MILLIS = 2_000;
  private static final String OK = "ok";
  private static final String UNCONFIGURED = "unconfigured";

  private final WebClient client;
  private final Runtimes runtimes;
  private final String runtimeUrl;
  private final String gatewayUrl;

  /**
   * @param runtimeUrl a runtime that does not register, empty for none
   * @param gatewayUrl empty when it is not to be asked
   */
  public HealthApi(WebClient client, Runtimes runtimes, String runtimeUrl, String gatewayUrl) {
    this.client = client;
    this.runtimes = runtimes;
    this.runtimeUrl = runtimeUrl;
    this.gatewayUrl = gatewayUrl;
  }

  public void serve(Routes routes) {
    routes.on(HttpMethod.GET, "/health", this::health);
  }

  private Future<Reply> health(RoutingContext ctx) {
    return Future.all(ask(gatewayUrl), runtime())
        .map(
            both -> {
              String gateway = both.resultAt(0);
              String runtime = both.resultAt(1);
              boolean well = isWell(gateway) && isWell(runtime);
              ObjectNode body = Json.object().put("status", well ? OK : "error");
              body.putObject("services")
                  .put("gateway", gateway)
                  .put("orchestrator", OK)
                  .put("runtime", runtime);
              return Reply.json(well ? 200 : 503, body);
            });
  }

  /** A runtime that beats is well without being asked. */
  private Future<String> runtime() {
    if (!runtimeUrl.isEmpty()) {
      return ask(runtimeUrl);
    }
    if (runtimes.anyLive()) {
      return Future.succeededFuture(OK);
    }
    return Future.succeededFuture(runtimes.legsByRuntime().isEmpty() ? UNCONFIGURED : "down");
  }

  private Future<String> ask(String url) {
    if (url.isEmpty()) {
      return Future.succeededFuture(UNCONFIGURED);
    }
    return client
        .getAbs(url + "/health")
        .timeout(TIMEOUT_MILLIS)
        .send()
        .map(answer -> answer.statusCode() == 200 ? OK : "unhealthy")
        .otherwise(failure -> failure instanceof IllegalArgumentException ? "error" : "down");
  }

  private static boolean isWell(String peer) {
    return peer.equals(OK) || peer.equals(UNCONFIGURED);
  }
}
