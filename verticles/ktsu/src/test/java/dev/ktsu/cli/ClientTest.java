package dev.ktsu.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.cli.Cli.Outcome;
import dev.ktsu.cli.Cli.Running;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.WebhookSink;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
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

  private static final String SLOW =
      """
      kind: workflow
      name: slow
      pipeline:
        - id: tell
          webhook: {url: "%s/"}
      """;

  private static final String LARGE =
      """
      kind: workflow
      name: large
      params: {schema: {type: object}}
      pipeline:
        - id: copy
          transform: {inputs: [{from: params}]}
      """;
  private static final long SLOW_MILLIS = 60_000;

  @TempDir private static Path dir;
  private static final Vertx VERTX = Vertx.vertx();
  private static Running tiers;
  private static Cli cli;

  @BeforeAll
  static void startTiers() {
    String sink = WebhookSink.start(VERTX).after(SLOW_MILLIS).url();
    Projects.good(dir)
        .with("workflows/failing.workflow.yaml", FAILING)
        .with("workflows/slow.workflow.yaml", SLOW.formatted(sink));
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
    VERTX.close().await();
  }

  private static String invoked(String... args) {
    Outcome outcome = cli.call(args);
    assertEquals(0, outcome.code(), outcome.err());
    return outcome.out().substring("run_id: ".length(), outcome.out().indexOf('\n'));
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
  void largeOutputIsPrintedByReferenceUnlessItIsAskedFor() {
    new Projects(dir)
        .with("workflows/large.workflow.yaml", LARGE)
        .with("large.json", Json.text(Json.object().put("text", "x".repeat(100_000))));

    String run = invoked("invoke", "large", "--input", "@large.json", "--wait", "--inline");
    JsonNode brief = Json.parse(cli.call("runs", "get", run).out());
    JsonNode whole = Json.parse(cli.call("runs", "get", run, "--inline").out());

    assertEquals("[\"output\"]", brief.at("/steps/0/by_reference").toString());
    assertTrue(brief.at("/steps/0/output/$value").asText().startsWith("/runs/" + run));
    assertEquals(100_000, whole.at("/steps/0/output/result/text").asText().length());
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

  @Test
  void purgeDeletesARunThatIsOverAndNoOther() {
    String run = invoked("invoke", "story", "--input", "{\"name\":\"Ada\"}", "--wait");
    String slow = invoked("invoke", "slow");

    Outcome purged = cli.call("runs", "purge", run);
    assertEquals(0, purged.code(), purged.err());
    assertEquals(run + " purged\n", purged.out());
    assertEquals(1, cli.call("runs", "get", run).code());

    Outcome refused = cli.call("runs", "purge", slow);
    assertEquals(1, refused.code());
    assertTrue(
        refused.err().startsWith("Error: purge: run is running (status 409)"), refused.err());
    assertEquals(0, cli.call("runs", "cancel", slow).code());
  }

  @Test
  void watchShowsEachChangeInWordsAndTheSum() {
    String run = invoked("invoke", "story", "--input", "{\"name\":\"Ada\"}", "--wait");

    Outcome outcome = cli.call("runs", "watch", run);

    assertEquals(0, outcome.code(), outcome.err());
    List<String> lines = outcome.out().lines().toList();
    assertTrue(lines.get(0).matches("● write  running  \\d+\\.\\ds"), outcome.out());
    assertTrue(lines.get(1).matches("✔ write  complete  \\d+\\.\\ds  .*"), outcome.out());
    assertTrue(lines.get(2).startsWith(run + " complete"), outcome.out());
    assertEquals(3, lines.size());
  }

  @Test
  void watchOfAFailedRunExitsWithTwoAndSaysWhy() {
    String run = cli.call("invoke", "failing", "--wait").out().lines().findFirst().orElseThrow();

    Outcome outcome = cli.call("runs", "watch", run.substring("run_id: ".length()));

    assertEquals(2, outcome.code(), outcome.err());
    assertTrue(outcome.out().contains("✖ tell  failed"), outcome.out());
    assertTrue(outcome.err().startsWith("Error: webhook POST"), outcome.err());
  }

  @Test
  void watchCanPrintTheEventsAsTheyAre() {
    String run = invoked("invoke", "story", "--input", "{\"name\":\"Ada\"}", "--wait");

    Outcome outcome = cli.call("runs", "watch", run, "--json");

    assertEquals(0, outcome.code(), outcome.err());
    List<JsonNode> events = outcome.out().lines().map(Json::parse).toList();
    assertEquals("run_created", events.getFirst().get("type").asText());
    assertEquals(1, events.getFirst().get("seq").asInt());
    assertEquals("end", events.getLast().get("type").asText());
    assertEquals("complete", events.getLast().get("status").asText());
  }

  @Test
  void ctrlCEndsTheWatchAndNotTheRunUntilItIsCancelled() {
    String run = invoked("invoke", "slow");
    try (Running watch = cli.start("runs", "watch", run)) {
      watch.await("(tell  running)");
      assertEquals(130, watch.interrupt());
    }
    String record = cli.call("runs", "get", run).out();
    assertEquals("running", Json.parse(record).at("/run/status").asText());

    Outcome cancelled = cli.call("runs", "cancel", run, "--reason", "enough");
    assertEquals(0, cancelled.code(), cancelled.err());
    assertTrue(cancelled.out().matches(run + " (cancelling|cancelled)\n"), cancelled.out());
    Outcome watched = cli.call("runs", "watch", run);
    assertEquals(2, watched.code(), watched.err());
    assertTrue(watched.out().contains("cancelling  enough"), watched.out());

    Outcome late = cli.call("runs", "cancel", run);
    assertEquals(1, late.code());
    assertTrue(
        late.err().startsWith("Error: cancel: run already cancelled (status 409)"), late.err());
  }

  @Test
  void watchOfAnUnknownRunIsAnError() {
    Outcome outcome = cli.call("runs", "watch", "run_0000000000000000");

    assertEquals(1, outcome.code());
    assertTrue(outcome.err().startsWith("Error: runs watch: run not found"), outcome.err());
  }

  @Test
  void watchWithoutAServerSaysHowToStartOne() {
    Outcome outcome =
        cli.call("runs", "watch", "run_0000000000000001", "--orchestrator", "http://127.0.0.1:1");

    assertEquals(1, outcome.code());
    assertTrue(outcome.err().contains("start one with `ktsu start --all`"), outcome.err());
  }

  @Test
  void allRunsAreListedPageAfterPage() {
    for (int n = 0; n < 3; n++) {
      invoked("invoke", "story", "--input", "{\"name\":\"Ada\"}");
    }
    Outcome all = cli.call("runs", "list", "--workflow", "story", "--all");
    assertEquals(0, all.code(), all.err());
    assertTrue(all.out().lines().count() >= 4, all.out());

    Outcome recent = cli.call("runs", "list", "--since", "0s");
    assertEquals(1, recent.out().lines().count(), recent.out());

    Outcome refused = cli.call("runs", "list", "--since", "yesterday");
    assertEquals(1, refused.code());
    assertTrue(refused.err().contains("since cannot be \"yesterday\""), refused.err());
  }
}
