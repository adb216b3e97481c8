package dev.ktsu.orchestrator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.futures.Timers;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.settings.Settings;
import dev.ktsu.testkit.TestClient;
import dev.ktsu.testkit.TestClient.Answer;
import dev.ktsu.testkit.Waiting;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A real orchestrator over a project folder that a test writes. */
final class TestOrchestrator implements AutoCloseable {
  private static final Set<String> TERMINAL = Set.of("complete", "failed", "cancelled");

  private final Vertx vertx = Vertx.vertx();
  private final Path project;
  private final Map<String, String> environment = new HashMap<>();
  private OrchestratorService service;
  private TestClient client;
  private UnaryOperator<Timers> timing = UnaryOperator.identity();

  TestOrchestrator(Path project) {
    this.project = project;
    environment.put("KTSU_ORCHESTRATOR_PORT", "0");
    environment.put("KTSU_PROJECT_DIR", project.toString());
    environment.put("KTSU_DB_PATH", database().toString());
  }

  Vertx vertx() {
    return vertx;
  }

  /** The file that it keeps its runs in. */
  Path database() {
    return project.resolve("ktsu.db");
  }

  TestOrchestrator with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  TestOrchestrator file(String path, String text) {
    try {
      Path file = project.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Writes {@code workflows/<stem>.workflow.yaml}: kind and name, then the given rest. */
  TestOrchestrator workflow(String stem, String rest) {
    return file(
        "workflows/" + stem + ".workflow.yaml", "kind: workflow\nname: " + stem + "\n" + rest);
  }

  /** From the next start on it does every tenth of a second what it does each minute. */
  TestOrchestrator sweepingOften() {
    timing = Often::new;
    return this;
  }

  private record Often(Timers timers) implements Timers {
    private static final long MINUTE_MILLIS = 60_000;
    private static final long MILLIS = 100;

    @Override
    public Cancellable after(long millis, Runnable action) {
      return timers.after(millis, action);
    }

    @Override
    public Cancellable every(long millis, Runnable action) {
      return timers.every(millis == MINUTE_MILLIS ? MILLIS : millis, action);
    }
  }

  TestOrchestrator start() {
    Surroundings real = Surroundings.real(vertx);
    Surroundings around =
        new Surroundings(
            real.clock(), timing.apply(real.timers()), real.toRuntimes(), real.toReceivers());
    service =
        OrchestratorService.start(
                vertx, Settings.of(environment), new Secrets(), around, TestOrchestrator::damaged)
            .await();
    client = new TestClient("http://127.0.0.1:" + service.port());
    return this;
  }

  /** Stops and starts over the same files. */
  TestOrchestrator restart() {
    service.stop().await();
    return start();
  }

  TestClient client() {
    return client;
  }

  String url() {
    return "http://127.0.0.1:" + service.port();
  }

  /** Invokes and gives the run's id. */
  String invoke(String workflow, String params) {
    Answer answer = client.post("/invoke/" + workflow, params);
    if (answer.status() != 202) {
      throw new AssertionError("invoke " + workflow + ": " + answer.status() + " " + answer.text());
    }
    return answer.json().get("run_id").textValue();
  }

  /** Invokes, waits for the end, and gives the record. */
  JsonNode run(String workflow, String params) {
    return ended(invoke(workflow, params));
  }

  /** Waits for the end of a run and gives its record. */
  JsonNode ended(String run) {
    return Waiting.until(
        "the end of " + run,
        () -> record(run),
        record -> TERMINAL.contains(record.at("/run/status").asText()));
  }

  JsonNode record(String run) {
    return client.get("/runs/" + run).json();
  }

  JsonNode envelope(String run) {
    return client.get("/runs/" + run + "/envelope").json();
  }

  /** A step of a record by its id. */
  static JsonNode step(JsonNode record, String id) {
    for (JsonNode step : record.get("steps")) {
      if (step.get("id").asText().equals(id)) {
        return step;
      }
    }
    throw new AssertionError("no step " + id + " in " + record);
  }

  @Override
  public void close() {
    if (service != null) {
      service.stop().await();
    }
    vertx.close().await();
  }

  private static void damaged(Problem problem) {
    throw new AssertionError(problem);
  }
}
