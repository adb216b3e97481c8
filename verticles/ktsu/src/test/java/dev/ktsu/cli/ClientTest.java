package dev.ktsu.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.cli.Cli.Outcome;
import dev.ktsu.cli.Cli.Running;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.testkit.Case;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands against an all-in-one that runs as a process of its own and asks for a key. */
class ClientTest {
  private static final String KEY = "a-key-for-tests";
  private static final String FAILING =
      """
      kind: workflow
      name: failing
      pipeline:
        - id: tell
          webhook: {url: "http://127.0.0.1:1/"}
      """;

  @TempDir private static Path dir;
  private static Running tiers;
  private static Cli cli;

  @BeforeAll
  static void startTiers() {
    Projects.good(dir).with("workflows/failing.workflow.yaml", FAILING);
    tiers =
        new Cli(dir, Map.of("KTSU_API_KEY", KEY))
            .start(
                "start",
                "--all",
                "--orchestrator-port",
                "0",
                "--runtime-port",
                "0",
                "--gateway-port=0");
    String url = tiers.await("orchestrator listening on (\\S+)");
    tiers.await("runtime listening on (\\S+)");
    cli = new Cli(dir, Map.of("KTSU_ORCHESTRATOR_URL", url, "KTSU_API_KEY", KEY));
  }

  @AfterAll
  static void stopTiers() {
    tiers.close();
  }

  @Test
  @Case("G17-01")
  void invokePrintsTheRun() {
    Outcome outcome = cli.call("invoke", "story", "--input", "{\"name\":\"Ada\"}");

    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.out().matches("run_id: run_[0-9a-f]{16}\n"), outcome.out());
  }

  @Test
  @Case("G17-01")
  void waitPrintsTheRecord() {
    Outcome outcome = cli.call("invoke", "story", "--input", "{\"name\":\"Ada\"}", "--wait");

    assertEquals(0, outcome.code(), outcome.err());
    String record = outcome.out().substring(outcome.out().indexOf('\n'));
    assertEquals("complete", Json.parse(record).at("/run/status").asText());
  }

  @Test
  @Case("G17-01")
  void waitForAFailedRunExitsWithTwo() {
    Outcome outcome = cli.call("invoke", "failing", "--wait");

    assertEquals(2, outcome.code(), outcome.err());
    assertTrue(outcome.out().contains("\"failed\""), outcome.out());
  }

  @Test
  @Case("G17-02")
  void wrongKeyIsUnauthorized() {
    Outcome outcome = cli.call("invoke", "story", "--api-key", "another-key");

    assertEquals(1, outcome.code());
    assertTrue(outcome.err().startsWith("Error: invoke: unauthorized (status 401)"), outcome.err());
  }

  @Test
  @Case("G17-02")
  void reasonsOfTheServerAreShown() {
    Outcome unknown = cli.call("invoke", "ghost");
    assertEquals(1, unknown.code());
    assertTrue(unknown.err().contains("workflow not found: ghost (status 404)"), unknown.err());

    Outcome refused = cli.call("invoke", "story");
    assertEquals(1, refused.code());
    assertTrue(
        refused.err().contains("input missing required field \"name\" (status 422)"),
        refused.err());
  }

  @Test
  @Case("G17-03")
  void runsAreATable() {
    cli.call("invoke", "failing", "--wait");

    Outcome outcome = cli.call("runs", "--status", "failed", "--workflow", "failing", "--limit=1");

    assertEquals(0, outcome.code(), outcome.err());
    String[] lines = outcome.out().split("\n");
    assertTrue(lines[0].matches("RUN ID +WORKFLOW  STATUS  STARTED +DURATION"), outcome.out());
    assertTrue(
        lines[1].matches(
            "run_[0-9a-f]{16}  failing   failed  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d  \\d+s"),
        outcome.out());
    assertEquals(2, lines.length);
  }

  @Test
  @Case("G17-03")
  void runsGetPrintsTheRecord() {
    String invoked = cli.call("invoke", "story", "--input", "{\"name\":\"Ada\"}", "--wait").out();
    String run = invoked.substring("run_id: ".length(), invoked.indexOf('\n'));

    Outcome outcome = cli.call("runs", "get", run);

    assertEquals(0, outcome.code(), outcome.err());
    assertEquals("write", Json.parse(outcome.out()).at("/steps/0/id").asText());
  }

  @Test
  @Case("G17-03")
  void unknownRunIsAnError() {
    Outcome outcome = cli.call("runs", "get", "run_0000000000000000");

    assertEquals(1, outcome.code());
    assertTrue(outcome.err().startsWith("Error: runs get: run not found"), outcome.err());
  }
}
