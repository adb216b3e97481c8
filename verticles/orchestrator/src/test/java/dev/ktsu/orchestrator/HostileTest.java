package dev.ktsu.orchestrator;

import static dev.ktsu.orchestrator.TestOrchestrator.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.testkit.TestClient.Answer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Workflows that ask for more than a machine can do: their runs end, and nobody else waits for
 * them. While a run computes for a second, the event loops are never busy for half of one before
 * they answer every other request.
 */
class HostileTest {
  private static final long LOOP_MILLIS_MAX = 500;

  private static final String DOUBLED = "[@,@][] | ".repeat(40) + "length(@)";
  private static final String NESTED = "[@,@] | ".repeat(40) + "length(to_string(@))";

  @TempDir Path project;
  private TestOrchestrator orchestrator;

  @BeforeEach
  void start() {
    orchestrator =
        new TestOrchestrator(project)
            .with("KTSU_STORE_TYPE", "memory")
            .with("KTSU_COMPUTE_DEADLINE_MS", "1000")
            .start();
    orchestrator.workflow("warm", "pipeline:\n  - {id: t, transform: {inputs: [{from: '`1`'}]}}\n");
    orchestrator.run("warm", "{}");
  }

  @AfterEach
  void stop() {
    orchestrator.close();
  }

  private void workflow(String steps) {
    orchestrator.workflow("w", "params:\n  schema: {type: object}\npipeline:\n" + steps.indent(2));
  }

  private static String numbers(int size) {
    StringBuilder list = new StringBuilder("{\"list\":[");
    for (int i = size; i > 0; i--) {
      list.append(i).append(i > 1 ? "," : "]}");
    }
    return list.toString();
  }

  /** The record of a run that all others were answered beside. */
  private JsonNode besideOthers(String params) {
    LoopTime loops = new LoopTime(orchestrator.vertx());
    String run = orchestrator.invoke("w", params);
    JsonNode record;
    do {
      record = orchestrator.record(run);
      long millis = loops.millis();
      assertTrue(millis <= LOOP_MILLIS_MAX, "the loops were busy for " + millis + " ms");
    } while (record.at("/run/status").asText().equals("running"));
    return record;
  }

  static List<String> growing() {
    return List.of(DOUBLED, NESTED);
  }

  @ParameterizedTest
  @MethodSource("growing")
  void transformThatGrowsWithoutEndFails(String expression) {
    workflow(
        """
        - id: t
          transform:
            inputs: [{from: params.list}]
            ops: [{map: {expr: "[@]"}}, {map: {expr: "%s"}}]
        """
            .formatted(expression));

    JsonNode record = besideOthers(numbers(20));

    assertEquals("transform_failed", step(record, "t").get("error_code").asText());
    assertTrue(step(record, "t").get("error").asText().startsWith("op map: "), record.toString());
  }

  @Test
  void conditionThatGrowsWithoutEndSkipsItsStep() {
    workflow("- {id: t, condition: \"params.list | %s\", transform: {}}".formatted(DOUBLED));

    JsonNode record = besideOthers(numbers(20));

    assertEquals("complete", record.at("/run/status").asText());
    assertEquals("skipped", step(record, "t").get("status").asText());
  }

  @Test
  void webhookBodyThatGrowsWithoutEndFailsItsStep() {
    workflow(
        """
        - id: t
          webhook:
            url: http://127.0.0.1:1/
            body: {all: "{{ params.list | %s }}"}
        """
            .formatted(NESTED));

    JsonNode record = besideOthers(numbers(20));

    assertEquals("expression_failed", step(record, "t").get("error_code").asText());
  }

  @Test
  void largeListIsSortedBesideTheLoop() {
    workflow(
        """
        - id: t
          transform:
            inputs: [{from: "sort(params.list) | [:3]"}]
        """);

    JsonNode record = besideOthers(numbers(200_000));

    assertEquals("[1,2,3]", step(record, "t").at("/output/result").toString());
  }

  @Test
  void listOfFiftyMegabytesIsRefusedAtTheDoor() {
    workflow("- {id: t, transform: {inputs: [{from: params.list}]}}");
    String list = "{\"list\":[" + "1234567890,".repeat(5_000_000) + "1]}";
    LoopTime loops = new LoopTime(orchestrator.vertx());

    Answer refused = orchestrator.client().post("/invoke/w", list);

    long millis = loops.millis();
    assertEquals(413, refused.status());
    assertTrue(millis <= LOOP_MILLIS_MAX, "the loops were busy for " + millis + " ms");
  }

  @Test
  void schemaWhoseRulesDoubleFailsTheStep() {
    StringBuilder rules = new StringBuilder("{$ref: '#/$defs/r0', $defs: {");
    for (int i = 0; i < 40; i++) {
      String next = "{$ref: '#/$defs/r" + (i + 1) + "'}";
      rules.append("r" + i + ": {allOf: [" + next + ", " + next + "]}, ");
    }
    workflow(
        """
        - id: t
          transform: {inputs: [{from: params.list}]}
          output:
            schema: %s r40: {type: object}}}
        """
            .formatted(rules));

    JsonNode record = besideOthers(numbers(2_000));

    assertEquals("airlock", step(record, "t").get("error_code").asText());
  }

  @Test
  void resultThatIsNestedTooDeepFailsItsStep() {
    workflow(
        """
        - id: t
          transform: {inputs: [{from: "params.list%s"}]}
        """
            .formatted(" | [@]".repeat(240)));

    JsonNode record = besideOthers("{\"list\":" + "[".repeat(300) + "1" + "]".repeat(300) + "}");

    assertEquals("transform_failed", step(record, "t").get("error_code").asText());
  }

  @Test
  void paramsAsDeepAsAllowedCanBeReadAfterARestart() {
    orchestrator.close();
    orchestrator = new TestOrchestrator(project).start();
    workflow("- {id: t, transform: {inputs: [{from: params}]}}");
    int deep = Json.DEPTH_MAX - 1;
    String body = "{\"list\":" + "[".repeat(deep) + "]".repeat(deep) + "}";

    JsonNode record = orchestrator.run("w", body);
    orchestrator.restart();

    assertEquals("complete", record.at("/run/status").asText());
    String id = record.at("/run/id").asText();
    assertEquals(200, orchestrator.client().get("/runs/" + id).status());
  }

  @Test
  void slowPatternsInTheParamsAreRefused() {
    orchestrator.workflow(
        "w",
        """
        params:
          schema:
            type: object
            properties:
              list: {items: {pattern: "^(.*)(.*)(.*)(.*)(.*)(.*)x$"}}
        pipeline: []
        """);
    String slow = "\"" + "a".repeat(60) + "\"";

    var answer =
        orchestrator
            .client()
            .post("/invoke/w", "{\"list\":[" + (slow + ",").repeat(3_000) + slow + "]}");

    assertEquals(422, answer.status());
  }
}
