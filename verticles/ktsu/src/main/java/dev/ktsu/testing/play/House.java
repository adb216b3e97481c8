package dev.ktsu.testing.play;

import dev.ktsu.client.OrchestratorClient;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.orchestrator.OrchestratorService;
import dev.ktsu.project.TestCase;
import dev.ktsu.runtime.RuntimeService;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Settings;
import dev.ktsu.shell.CommandError;
import dev.ktsu.testing.stage.Stage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The real tiers of one test. */
final class House implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final long START_SECONDS = 30;

  /** Longer than any time that a run skips. */
  private static final String NEVER_SILENT_SECONDS = Integer.toString(Integer.MAX_VALUE);

  private final Stage stage;
  private final OrchestratorClient client;
  private final Deque<Supplier<Future<Void>>> stops;

  private House(Stage stage, OrchestratorClient client, Deque<Supplier<Future<Void>>> stops) {
    this.stage = stage;
    this.client = client;
    this.stops = stops;
  }

  /** Opens it; the environment of the run is that of the test alone. */
  static House open(Vertx vertx, Home home, TestCase test) {
    Deque<Supplier<Future<Void>>> stops = new ArrayDeque<>();
    try {
      Stage stage = await(Stage.open(vertx, test.script()));
      stops.push(stage::close);
      String url = start(vertx, settings(home, test), stage, stops);
      return new House(stage, new OrchestratorClient(url, ""), stops);
    } catch (RuntimeException failure) {
      stop(stops);
      throw failure;
    }
  }

  Stage stage() {
    return stage;
  }

  OrchestratorClient client() {
    return client;
  }

  @Override
  public void close() {
    stop(stops);
  }

  /** Where the orchestrator listens. */
  private static String start(
      Vertx vertx, Settings settings, Stage stage, Deque<Supplier<Future<Void>>> stops) {
    Settings told =
        settings
            .with(Registry.GATEWAY_URL, stage.url())
            .with(Registry.GATEWAY_URL_OF_RUNTIME, stage.url());
    // A store in memory is never found damaged.
    OrchestratorService orchestrator =
        await(
            OrchestratorService.start(
                vertx, told, new Secrets(), stage.surroundings(), damage -> {}));
    stops.push(orchestrator::stop);
    String url = "http://" + HOST + ":" + orchestrator.port();
    RuntimeService runtime =
        await(RuntimeService.start(vertx, told.with(Registry.ORCHESTRATOR_URL_OF_RUNTIME, url)));
    stops.push(runtime::stop);
    return url;
  }

  private static void stop(Deque<Supplier<Future<Void>>> stops) {
    stops.forEach(stop -> await(stop.get()));
  }

  private static Settings settings(Home home, TestCase test) {
    return Settings.of(test.env())
        .with(Registry.PROJECT_DIR, home.project().toString())
        .with(Registry.WORKFLOW_DIR, home.workflowDir())
        .with(Registry.STORE_TYPE, "memory")
        .with(Registry.TAKE_UP, "none")
        .with(Registry.ORCHESTRATOR_HOST, HOST)
        .with(Registry.ORCHESTRATOR_PORT, "0")
        .with(Registry.RUNTIME_HOST, HOST)
        .with(Registry.RUNTIME_PORT, "0")
        .with(Registry.RUNTIME_SILENCE_S, NEVER_SILENT_SECONDS)
        .with(Registry.STOP_GRACE_MS, "1");
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(START_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException slow) {
      throw new CommandError("the tiers of a test did not start or stop in time");
    }
  }
}
