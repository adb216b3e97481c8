package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.testkit.TestClient.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A run with megabytes in it: answers about it are made beside the event loop. Made on the loop,
 * each of these answers takes it more than a second.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LargeValuesTest {
  private static final int VALUE_BYTES = 4 << 20;
  private static final int STEPS = 5;
  private static final int READS = 3;
  private static final long LOOP_MILLIS_MAX = 800;

  private TestOrchestrator orchestrator;
  private String run;

  @BeforeAll
  void run(@TempDir Path project) {
    StringBuilder steps = new StringBuilder("params: {schema: {type: object}}\npipeline:\n");
    for (int step = 0; step < STEPS; step++) {
      steps.append("  - {id: s" + step + ", transform: {inputs: [{from: params}]}}\n");
    }
    orchestrator = new TestOrchestrator(project).workflow("w", steps.toString()).start();
    run = orchestrator.invoke("w", params());
    orchestrator.ended(run);
  }

  @AfterAll
  void stop() {
    orchestrator.close();
  }

  /** Parameters of many small values. */
  private static String params() {
    ObjectNode params = Json.object();
    ArrayNode rows = params.putArray("rows");
    for (int bytes = 0; bytes < VALUE_BYTES; bytes += 40) {
      rows.addObject().put("name", "row " + rows.size()).put("amount", rows.size() * 3);
    }
    return Json.text(params);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?wait=1s",
        "?inline=all",
        "?include=payload",
        "/steps/s0?inline=all",
        "/values/1.params",
        "/events?format=json"
      })
  void largeAnswerIsMadeBesideTheEventLoop(String form) {
    LoopTime loops = new LoopTime(orchestrator.vertx());

    for (int read = 0; read < READS; read++) {
      Answer answer = orchestrator.client().get("/runs/" + run + form);
      assertEquals(200, answer.status(), answer::text);
    }

    long millis = loops.millis();
    assertTrue(millis <= LOOP_MILLIS_MAX, "it took the event loops " + millis + " ms");
  }
}
