package dev.ktsu.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.cli.Cli.Outcome;
import dev.ktsu.cli.Cli.Running;
import dev.ktsu.contracts.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class RunTest {
  private static final int SLOW_MILLIS = 60_000;

  @TempDir private Path dir;

  @Test
  void folderWithOneWorkflowIsRun() {
    Projects.good(dir);

    Outcome outcome = cli().call("run", dir.toString(), "--input", "{\"name\":\"Ada\"}");

    assertEquals(0, outcome.code(), outcome.err());
    assertEquals("Simulated text for Ada", Json.parse(outcome.out()).get("text").asText());
    assertTrue(outcome.err().contains("✔ write  complete"), outcome.err());
    assertTrue(Files.exists(dir.resolve(".ktsu/ktsu.db")));
  }

  @Test
  void workflowFileIsRunWithInputOfAFile() {
    Projects.good(dir).with("input.json", "{\"name\":\"Grace\"}");

    Outcome outcome = cli().call("run", "workflows/story.workflow.yaml", "--input", "@input.json");

    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.out().contains("Grace"), outcome.out());
  }

  @Test
  void environmentIsPickedByItsName() {
    Projects.good(dir)
        .with("environments/prod.env.yaml", "{name: prod, variables: {REGION: eu}}")
        .with(
            "workflows/story.workflow.yaml",
            """
            kind: workflow
            env: [{name: REGION}]
            pipeline:
              - {id: region, transform: {inputs: [{from: env.REGION}]}}
            """);

    Outcome outcome = cli().call("run", ".", "--env", "prod");

    assertEquals("eu", Json.parse(outcome.out()).path("result").asText(), outcome.err());
  }

  @Test
  void largeResultIsPrintedWhole() {
    String text = "x".repeat(100_000);
    Projects.good(dir)
        .with("input.json", "{\"text\":\"" + text + "\"}")
        .with(
            "workflows/story.workflow.yaml",
            """
            kind: workflow
            params: {schema: {type: object}}
            pipeline:
              - {id: same, transform: {inputs: [{from: params}]}}
            """);

    Outcome outcome = cli().call("run", ".", "--input", "@input.json");

    assertEquals(text, Json.parse(outcome.out()).at("/result/text").asText(), outcome.err());
  }

  @Test
  void jsonIsAnEventALineAndTheRecordAtTheEnd() {
    Projects.good(dir);

    Outcome outcome = cli().call("run", ".", "--json", "--input", "{\"name\":\"Ada\"}");

    assertEquals(0, outcome.code(), outcome.err());
    List<JsonNode> lines = outcome.out().lines().map(Json::parse).toList();
    assertEquals("run", lines.getFirst().get("event").asText());
    assertTrue(
        lines.stream().anyMatch(line -> line.path("step").path("id").asText().equals("write")));
    assertEquals("complete", lines.getLast().path("run").path("status").asText());
  }

  @Test
  void severalWorkflowsAskForAChoice() {
    Projects.good(dir).with("workflows/second.workflow.yaml", Projects.WORKFLOW);

    Outcome outcome = cli().call("run", ".");

    assertEquals(1, outcome.code());
    assertTrue(
        outcome.err().contains("there are 2 root workflows")
            && outcome.err().contains("--workflow: second, story"),
        outcome.err());
  }

  @Test
  void workflowWithAnErrorIsNotRun() {
    Projects.good(dir)
        .with("workflows/story.workflow.yaml", Projects.WORKFLOW + "    depends_on: [nobody]\n");

    Outcome outcome = cli().call("run", ".");

    assertEquals(1, outcome.code());
    assertTrue(
        outcome.err().matches("(?s)Error: .*\n  - workflows/story.workflow.yaml:\\d+:\\d+: .*"),
        outcome.err());
  }

  @Test
  void refusedParametersAreNamed() {
    Projects.good(dir);

    Outcome outcome = cli().call("run", ".", "--input", "{\"name\":7}");

    assertEquals(1, outcome.code());
    assertTrue(outcome.err().contains("/name"), outcome.err());
  }

  @Test
  void missingGatewayFileNamesTheDemo() throws Exception {
    Projects.good(dir);
    Files.delete(dir.resolve("gateway.yaml"));

    Outcome outcome = cli().call("run", ".", "--input", "{\"name\":\"Ada\"}");

    assertEquals(1, outcome.code());
    assertTrue(outcome.err().contains("conf/gateway.demo.yaml"), outcome.err());
  }

  @Test
  void failedRunExitsWithTwo() {
    Projects.good(dir)
        .with(
            "workflows/story.workflow.yaml",
            """
            kind: workflow
            name: story
            pipeline:
              - id: tell
                webhook: {url: "http://127.0.0.1:1/"}
            """);

    Outcome outcome = cli().call("run", ".");

    assertEquals(2, outcome.code(), outcome.err());
    assertTrue(outcome.err().contains("✖ tell  failed"), outcome.err());
  }

  @Test
  void ctrlCCancelsTheRun() {
    Projects.good(dir).with("gateway.yaml", Projects.GATEWAY.formatted(SLOW_MILLIS));

    try (Running run = cli().start("run", ".", "--input", "{\"name\":\"Ada\"}")) {
      run.await("(write  running)");
      assertEquals(130, run.interrupt());
    }

    Projects.good(dir);
    Outcome next = cli().call("run", ".", "--input", "{\"name\":\"Ada\"}");
    assertEquals(0, next.code());
    assertTrue(!next.err().contains("Left over"), next.err());
  }

  @Test
  void killedRunIsLeftAloneUntilItIsResumed() {
    Projects.good(dir).with("gateway.yaml", Projects.GATEWAY.formatted(SLOW_MILLIS));
    try (Running run = cli().start("run", ".", "--input", "{\"name\":\"Ada\"}")) {
      run.await("(write  running)");
      run.kill();
    }
    Projects.good(dir);

    Outcome next = cli().call("run", ".", "--input", "{\"name\":\"Grace\"}");
    assertEquals(0, next.code(), next.err());
    assertTrue(next.err().contains("Left over from an earlier process: run_"), next.err());

    Outcome resumed = cli().call("resume");
    assertEquals(0, resumed.code(), resumed.err());
    assertTrue(resumed.out().contains("Simulated text for Ada"), resumed.out());
  }

  @Test
  void runsOfOneProjectGoOnBesideEachOther() {
    Projects.good(dir).with("gateway.yaml", Projects.GATEWAY.formatted(SLOW_MILLIS));
    try (Running slow = cli().start("run", ".", "--input", "{\"name\":\"Ada\"}")) {
      slow.await("(write  running)");
      Outcome resumed = cli().call("resume");
      assertTrue(resumed.err().contains("Nothing to resume"), resumed.err());
      Projects.good(dir);
      Outcome other = cli().call("run", ".", "--input", "{\"name\":\"Grace\"}");
      assertEquals(0, other.code(), other.err());
      assertTrue(!other.err().contains("Left over"), other.err());
      assertEquals(130, slow.interrupt());
    }
  }

  @Test
  void whatIsNoRunIsNotResumed() {
    Projects.good(dir);

    Outcome outcome = cli().call("resume", ".");

    assertEquals(1, outcome.code(), outcome.err());
    assertTrue(outcome.err().contains("\".\" is no run"), outcome.err());
  }

  @Test
  void nothingLeftIsNothingToResume() {
    Projects.good(dir);

    Outcome outcome = cli().call("resume");

    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.err().contains("Nothing to resume"), outcome.err());
  }

  private Cli cli() {
    return new Cli(dir, Map.of());
  }
}
