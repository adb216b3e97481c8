package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.orchestrator.fuzz.Bend;
import dev.ktsu.testkit.TestClient.Answer;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bodies of invokes, bent at random, over HTTP: each begins a run or is refused by its sender's
 * fault.
 */
class BentBodiesTest {
  private static final String BODY =
      "{\"x\": [1, \"a\", {\"b\": null}], \"lang\": \"en\", \"n\": 1.5e3, \"o\": {\"p\": [true,"
          + " \"\\u00e9\"]}}";
  private static final Set<Integer> ANSWERS = Set.of(202, 400, 422);
  private static final int SEEDS = 400;

  @TempDir Path project;
  private TestOrchestrator orchestrator;

  @BeforeEach
  void start() {
    orchestrator =
        new TestOrchestrator(project)
            .with("KTSU_STORE_TYPE", "memory")
            .workflow(
                "w",
                """
                params:
                  schema:
                    type: object
                    required: [x]
                    properties: {x: {type: array}, lang: {pattern: "^[a-z]+$"}}
                pipeline:
                  - {id: t, transform: {inputs: [{from: "params.{a: x, b: o.p[0], c: length(x)}"}]}}
                """)
            .start();
  }

  @AfterEach
  void stop() {
    orchestrator.close();
  }

  @Test
  void bodyBeginsARunOrIsRefused() {
    String last = "";
    for (long seed = 1; seed <= SEEDS; seed++) {
      String body = new Bend(seed).text(BODY);
      Answer answer = orchestrator.client().post("/invoke/w", body);
      assertTrue(ANSWERS.contains(answer.status()), "seed " + seed + ": " + answer.text());
      last = answer.status() == 202 ? answer.json().get("run_id").asText() : last;
    }
    assertEquals("complete", orchestrator.ended(last).at("/run/status").asText());
  }
}
