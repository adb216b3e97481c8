package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.testkit.TestClient;
import dev.ktsu.testkit.TestClient.Answer;
import dev.ktsu.testkit.TierProcess;
import dev.ktsu.testkit.Waiting;
import dev.ktsu.testkit.WebhookSink;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An orchestrator in a process of its own, killed in the middle of its work. */
class CrashTest {
  private static final int RUNS = 20;
  private static final int STEPS = 5;
  private static final int KILLS = 3;

  @TempDir Path project;
  private final Vertx vertx = Vertx.vertx();
  private WebhookSink sink;

  @BeforeEach
  void prepare() throws IOException {
    sink = WebhookSink.start(vertx).after(100);
    StringBuilder pipeline =
        new StringBuilder(
            "kind: workflow\nname: hooks\nparams: {schema: {type: object}}\npipeline:\n");
    for (int i = 1; i <= STEPS; i++) {
      pipeline.append("  - id: s" + i + "\n");
      if (i > 1) {
        pipeline.append("    depends_on: [s" + (i - 1) + "]\n");
      }
      pipeline.append("    webhook: {url: \"" + sink.url() + "/s" + i + "\"}\n");
    }
    Files.createDirectories(project.resolve("workflows"));
    Files.writeString(project.resolve("workflows/hooks.workflow.yaml"), pipeline);
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private TierProcess start() {
    return TierProcess.start(
        OrchestratorMain.class,
        Map.of(
            "KTSU_ORCHESTRATOR_PORT", "0",
            "KTSU_PROJECT_DIR", project.toString(),
            "KTSU_DB_PATH", project.resolve("ktsu.db").toString()));
  }

  @Test
  void killedOrchestratorGoesOnWithEveryRunItHadAccepted() {
    List<String> accepted = new ArrayList<>();
    for (int kill = 1; kill <= KILLS; kill++) {
      try (TierProcess orchestrator = start()) {
        TestClient client = new TestClient(orchestrator.url());
        int before = sink.calls().size();
        for (int i = 0; i < RUNS; i++) {
          Answer answer = client.post("/invoke/hooks", "{\"n\":" + i + "}");
          assertEquals(202, answer.status(), answer.text());
          accepted.add(answer.json().get("run_id").asText());
        }
        Waiting.until("work to go on", () -> sink.calls().size() >= before + RUNS * 2);
        orchestrator.kill();
      }
    }
    try (TierProcess orchestrator = start()) {
      TestClient client = new TestClient(orchestrator.url());
      for (String run : accepted) {
        JsonNode record =
            Waiting.until(
                "the end of " + run,
                () -> client.get("/runs/" + run).json(),
                seen -> !seen.at("/run/status").asText().equals("running"));
        assertEquals("complete", record.at("/run/status").asText(), record.toString());
      }
      assertEquals(0, orchestrator.terminate());
    }
    assertEveryStepWasCalledWithItsOwnKey(accepted);
  }

  /**
   * At least once each; repeats bear the same key, and only what was under way at a kill is
   * repeated.
   */
  private void assertEveryStepWasCalledWithItsOwnKey(List<String> runs) {
    Map<String, Integer> calls = new HashMap<>();
    sink.calls()
        .forEach(call -> calls.merge(call.headers().get("Idempotency-Key"), 1, Integer::sum));
    for (String run : runs) {
      for (int i = 1; i <= STEPS; i++) {
        assertTrue(calls.containsKey(run + "/1/s" + i), run + " s" + i + " was never called");
      }
    }
    assertEquals(runs.size() * STEPS, calls.size());
    int most = calls.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    assertTrue(most <= KILLS + 1, "one step was called " + most + " times");
  }

  @Test
  void startErrorsAreOneSentence() {
    TierProcess bad = TierProcess.start(OrchestratorMain.class, Map.of("KTSU_STORE_TYPE", "mysql"));
    assertEquals(1, bad.exitValue());
    assertEquals(
        "Error: KTSU_STORE_TYPE: \"mysql\" is not valid, expected one of sqlite, postgres, memory.",
        bad.log().get(bad.log().size() - 1));
  }
}
