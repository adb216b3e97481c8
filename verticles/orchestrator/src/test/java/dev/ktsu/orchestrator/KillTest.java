package dev.ktsu.orchestrator;

import static dev.ktsu.orchestrator.TestOrchestrator.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.FakeRuntime;
import dev.ktsu.testkit.Ports;
import dev.ktsu.testkit.TestClient;
import dev.ktsu.testkit.Waiting;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An orchestrator in a process of its own, which is killed without a warning. */
class KillTest {
  @TempDir Path project;
  private final Vertx vertx = Vertx.vertx();
  private FakeRuntime runtime;
  private TestClient client;
  private String url;
  private Process process;

  @BeforeEach
  void start() throws IOException {
    runtime = FakeRuntime.start(vertx, "steady");
    Files.createDirectory(project.resolve("workflows"));
    Files.writeString(
        project.resolve("workflows/w.workflow.yaml"),
        """
        kind: workflow
        name: w
        pipeline:
          - {id: before, transform: {inputs: [{from: params}], ops: []}}
          - {id: agent, depends_on: [before], agent: a.agent.yaml}
          - {id: after, transform: {inputs: [{from: step.agent.x}], ops: []}}
        """);
    Files.writeString(
        project.resolve("a.agent.yaml"),
        """
        name: a
        model: standard
        prompt: {system: Work.}
        output: {schema: {type: object}}
        """);
    url = "http://127.0.0.1:" + Ports.fixed();
    client = new TestClient(url);
    launch();
  }

  @AfterEach
  void stop() {
    process.destroyForcibly();
    vertx.close().await();
  }

  private void launch() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            OrchestratorMain.class.getName());
    builder.environment().put("KTSU_PROJECT_DIR", project.toString());
    builder.environment().put("KTSU_DB_PATH", project.resolve("ktsu.db").toString());
    builder.environment().put("KTSU_ORCHESTRATOR_PORT", url.substring(url.lastIndexOf(':') + 1));
    builder.environment().put("KTSU_RUNTIME_URL", runtime.url());
    builder.redirectErrorStream(true).redirectOutput(project.resolve("log").toFile());
    process = builder.start();
    Waiting.until("the orchestrator to be ready", this::isReady);
  }

  private boolean isReady() {
    assertTrue(process.isAlive(), "the orchestrator ended at its start");
    try {
      return client.get("/health/ready").status() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  @Test
  @Case("G4-14")
  void runGoesOnAfterTheOrchestratorWasKilled() throws Exception {
    String run = client.post("/invoke/w", "{}").json().get("run_id").asText();
    InvokeRequest leg = runtime.next();
    process.destroyForcibly();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    launch();
    assertEquals(200, runtime.answer(leg, "{\"x\":5}").status());
    JsonNode record =
        Waiting.until(
            "the end of " + run,
            () -> client.get("/runs/" + run).json(),
            seen -> !seen.at("/run/status").asText().equals("running"));
    assertEquals("complete", record.at("/run/status").asText(), record.toString());
    assertEquals(5, step(record, "after").at("/output/result").asInt());
  }
}
