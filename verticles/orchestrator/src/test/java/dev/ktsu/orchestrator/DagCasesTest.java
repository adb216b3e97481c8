package dev.ktsu.orchestrator;

import static dev.ktsu.orchestrator.TestOrchestrator.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.TestClient.Answer;
import dev.ktsu.testkit.Waiting;
import dev.ktsu.testkit.WebhookSink;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Order, conditions, skips and failures. Webhook steps stand for work that takes time. */
class DagCasesTest extends OrchestratorCase {
  /** Longer than any test. */
  private static final long NEVER_MILLIS = 600_000;

  private String hook(String id, String rest) {
    return "  - id: "
        + id
        + "\n"
        + rest.indent(4)
        + "    webhook:\n      url: "
        + sink.url()
        + "/"
        + id
        + "\n";
  }

  private JsonNode run(String stem, String params, String... steps) {
    orchestrator.workflow(
        stem, "params:\n  schema: {type: object}\npipeline:\n" + String.join("", steps));
    return orchestrator.run(stem, params);
  }

  private static String transform(String id, String rest, String from) {
    return "  - id: "
        + id
        + "\n"
        + rest.indent(4)
        + "    transform:\n      inputs: [{from: \""
        + from
        + "\"}]\n      ops: []\n";
  }

  private static Instant time(JsonNode record, String id, String which) {
    return Instant.parse(step(record, id).get(which).asText());
  }

  private static String status(JsonNode record, String id) {
    return step(record, id).get("status").asText();
  }

  @Test
  @Case("G5-01")
  void stepsWithoutDependenciesStandInTheOrderOfTheFile() {
    JsonNode record = run("order", "{}", hook("o1", ""), hook("o2", ""), hook("o3", ""));
    List<String> ids = record.get("steps").findValuesAsText("id");
    assertEquals(List.of("o1", "o2", "o3"), ids);
  }

  @Test
  @Case("G5-02")
  void diamondRunsFromTopToBottom() {
    JsonNode record =
        run(
            "diamond",
            "{}",
            hook("da", ""),
            hook("db", "depends_on: [da]"),
            hook("dc", "depends_on: [da]"),
            hook("dd", "depends_on: [db, dc]"));
    assertEquals("complete", record.at("/run/status").asText());
    for (String middle : List.of("db", "dc")) {
      assertTrue(!time(record, middle, "started_at").isBefore(time(record, "da", "ended_at")));
      assertTrue(!time(record, "dd", "started_at").isBefore(time(record, middle, "ended_at")));
    }
  }

  @Test
  @Case("G5-03")
  void emptyPipelineIsComplete() {
    JsonNode record = run("empty", "{}").get("run");
    assertEquals("complete", record.get("status").asText());
  }

  @Test
  @Case("G5-04")
  void independentStepsRunAtTheSameTime() {
    WebhookSink slow = WebhookSink.start(orchestrator.vertx()).after(NEVER_MILLIS);
    orchestrator.workflow(
        "parallel",
        "pipeline:\n"
            + "  - id: one\n    webhook: {url: \""
            + slow.url()
            + "\"}\n"
            + "  - id: two\n    webhook: {url: \""
            + slow.url()
            + "\"}\n");
    String id = orchestrator.invoke("parallel", "{}");
    Waiting.until("the second call before an answer to the first", () -> slow.calls().size() == 2);
    JsonNode record = orchestrator.record(id);
    assertEquals("running", status(record, "one"));
    assertEquals("running", status(record, "two"));
  }

  @Test
  @Case("G5-05")
  void referenceToAStepIsADependency() {
    JsonNode record =
        run(
            "implied",
            "{}",
            transform("b", "", "step.a.result"),
            transform("a", "", "params.x || 'value'"));
    assertEquals("value", step(record, "b").at("/output/result").asText());
  }

  @Test
  @Case("G5-06")
  @Case("G5-07")
  @Case("G5-08")
  @Case("G5-13")
  void pipelinesThatCannotRunAreRefusedByName() {
    refused("unknown", hook("u", "depends_on: [nobody]"), "nobody");
    refused("cycle", hook("c1", "depends_on: [c2]") + hook("c2", "depends_on: [c1]"), "c1");
    refused("twice", hook("same", "") + hook("same", ""), "same");
    refused("untyped", "  - id: bare\n", "without a type");
  }

  private void refused(String stem, String steps, String named) {
    orchestrator.workflow(stem, "pipeline:\n" + steps);
    Answer answer = orchestrator.client().post("/invoke/" + stem, "{}");
    assertEquals(404, answer.status());
    assertEquals("workflow_invalid", answer.json().get("code").asText());
    assertTrue(answer.json().get("errors").toString().contains(named), answer.text());
  }

  @Test
  @Case("G5-09")
  void skipPropagatesAndTheRunIsComplete() {
    JsonNode record =
        run(
            "skips",
            "{}",
            transform("sa", "condition: params.go", "params"),
            transform("sb", "depends_on: [sa]", "params"),
            transform("sc", "depends_on: [sb]", "params"));
    assertEquals("complete", record.at("/run/status").asText());
    assertEquals("condition_false", step(record, "sa").get("error_code").asText());
    assertEquals("upstream_skipped", step(record, "sb").get("error_code").asText());
    assertEquals("skipped", status(record, "sc"));
  }

  @Test
  void stepWithAConditionOfItsOwnIsEvaluatedAfterASkip() {
    JsonNode record =
        run(
            "own",
            "{}",
            transform("na", "condition: params.go", "params"),
            transform("nb", "depends_on: [na]\ncondition: \"step.na.skipped\"", "params"));
    assertEquals("complete", status(record, "nb"));
  }

  @Test
  @Case("G5-10")
  void failedStepFailsTheRunAndSkipsItsDependants() {
    JsonNode record =
        run(
            "fails",
            "{}",
            "  - id: fa\n    webhook: {url: \"http://127.0.0.1:1/\"}\n",
            hook("fb", "depends_on: [fa]"));
    assertEquals("failed", record.at("/run/status").asText());
    assertEquals("skipped", status(record, "fb"));
    assertEquals("run_failed", step(record, "fb").get("error_code").asText());
    assertEquals(0, calls("/fb").size());
  }

  @Test
  @Case("G5-11")
  void failureStartsNothingNewInOtherBranches() {
    WebhookSink slow = WebhookSink.start(orchestrator.vertx()).after(NEVER_MILLIS);
    JsonNode record =
        run(
            "branches",
            "{}",
            "  - id: slow\n    webhook: {url: \"" + slow.url() + "\"}\n",
            "  - id: bad\n    webhook: {url: \"http://127.0.0.1:1/\"}\n",
            hook("later", "depends_on: [slow]"));
    assertEquals("failed", record.at("/run/status").asText());
    String id = record.at("/run/id").asText();
    Waiting.until(
        "the slow leg to end", () -> status(orchestrator.record(id), "slow").equals("cancelled"));
    assertEquals("skipped", status(orchestrator.record(id), "later"));
    assertEquals(0, calls("/later").size());
  }

  @Test
  void cancelStopsARunAndKeepsWhatHasEnded() {
    WebhookSink slow = WebhookSink.start(orchestrator.vertx()).after(30_000);
    orchestrator.workflow(
        "stopped",
        "pipeline:\n"
            + transform("first", "", "params")
            + "  - id: waits\n    webhook: {url: \""
            + slow.url()
            + "\"}\n"
            + hook("never", "depends_on: [waits]"));
    String id = orchestrator.invoke("stopped", "{}");
    Answer answer =
        orchestrator.client().post("/runs/" + id + "/cancel", "{\"reason\":\"enough\"}");
    assertEquals(202, answer.status());
    JsonNode record = orchestrator.ended(id);
    assertEquals("cancelled", record.at("/run/status").asText());
    assertEquals("complete", status(record, "first"));
    assertEquals("cancelled", status(record, "waits"));
    assertEquals("skipped", status(record, "never"));
    assertEquals(409, orchestrator.client().post("/runs/" + id + "/cancel", "{}").status());
  }

  @Test
  @Case("G6-01")
  void conditionDecidesWhetherAWebhookFires() {
    String step = hook("cond", "depends_on: [kind]\ncondition: \"step.kind.result == 'x'\"");
    JsonNode yes = run("cond1", "{\"k\":\"x\"}", transform("kind", "", "params.k"), step);
    assertEquals("complete", status(yes, "cond"));
    assertEquals(1, calls("/cond").size());
    JsonNode no = run("cond2", "{\"k\":\"y\"}", transform("kind", "", "params.k"), step);
    assertEquals("skipped", status(no, "cond"));
    assertEquals("complete", no.at("/run/status").asText());
    assertEquals(1, calls("/cond").size());
  }

  @Test
  @Case("G6-03")
  void conditionOnAMissingPathSkips() {
    JsonNode record = run("missing", "{}", hook("m", "condition: params.a.b.c"));
    assertEquals("skipped", status(record, "m"));
  }

  @Test
  @Case("G6-04")
  void conditionThatCannotBeReadRefusesTheWorkflow() {
    refused("syntax", hook("s", "condition: \"params.a ==\""), "condition");
  }

  @Test
  void conditionThatFailsAtRunTimeSkipsAndSaysWhy() {
    JsonNode record =
        run("typeerror", "{\"a\":1}", hook("te", "condition: \"length(params.a) > `1`\""));
    assertEquals("skipped", status(record, "te"));
    assertEquals("condition_invalid", step(record, "te").get("error_code").asText());
    assertTrue(step(record, "te").get("skip_detail").asText().contains("length"));
  }

  @Test
  @Case("G6-05")
  @Case("G6-09")
  void idsWithHyphensAndAllThreeSpellingsResolve() {
    JsonNode record =
        run(
            "hyphen",
            "{\"v\":1}",
            transform("my-step", "", "params.v"),
            transform("p1", "depends_on: [my-step]", "my-step.result"),
            transform("p2", "", "step.my-step.result"));
    assertEquals(1, step(record, "p1").at("/output/result").asInt());
    assertEquals(1, step(record, "p2").at("/output/result").asInt());
  }

  @Test
  @Case("G6-06")
  @Case("G6-07")
  @Case("G6-08")
  void quotedTextIsUntouchedAndTheWrapperIsAccepted() {
    JsonNode record =
        run(
            "quotes",
            "{\"k\":\"foo-bar\"}",
            transform("q1", "condition: \"params.k == 'foo-bar'\"", "params.k"),
            transform("q2", "condition: \"params.k == `\\\"foo-bar\\\"`\"", "params.k"),
            transform("q3", "condition: \"{{ params.k == 'foo-bar' }}\"", "params.k"));
    for (String id : List.of("q1", "q2", "q3")) {
      assertEquals("complete", status(record, id), id);
    }
  }

  @Test
  @Case("G6-10")
  @Case("G6-11")
  void whatCountsAsFalse() {
    int n = 0;
    for (String value : List.of("0", "\"\"", "null", "false", "[]", "{}")) {
      JsonNode record =
          run(
              "false" + n++,
              "{\"v\":" + value + "}",
              transform("x", "condition: params.v", "params"));
      assertEquals("skipped", status(record, "x"), value);
    }
    JsonNode record =
        run("truetext", "{\"v\":\"false\"}", transform("x", "condition: params.v", "params"));
    assertEquals("complete", status(record, "x"));
  }

  @Test
  @Case("G6-12")
  void skippedStepIsSeenAsSkippedWithItsReason() {
    JsonNode record =
        run(
            "seen",
            "{}",
            transform("gone", "condition: params.no", "params"),
            transform("sees", "condition: \"step.gone.reason == 'condition_false'\"", "step.gone"));
    assertEquals(
        "{\"skipped\":true,\"reason\":\"condition_false\"}",
        step(record, "sees").at("/output/result").toString());
  }

  @Test
  @Case("G6-13")
  void statusCodeOfAWebhookComparesByValue() {
    JsonNode record =
        run(
            "compare",
            "{}",
            hook("call", ""),
            transform("after", "condition: \"step.call.status_code == `200`\"", "params"));
    assertEquals("complete", status(record, "after"));
  }

  @Test
  @Case("G7-01")
  @Case("G7-05")
  @Case("G7-06")
  void mergeIsDeepLaterWinsAndListsAreJoined() {
    JsonNode record =
        run(
            "merge",
            "{\"a\":{\"n\":{\"x\":1,\"y\":1},\"l\":[1],\"k\":1},\"b\":{\"n\":{\"y\":2},\"l\":[2],\"k\":2}}",
            transform("ma", "", "params.a"),
            transform("mb", "", "params.b"),
            "  - id: both\n"
                + "    transform:\n"
                + "      inputs: [{from: ma.result}, {from: mb.result}]\n"
                + "      ops: []\n",
            "  - id: op\n    depends_on: [ma, mb]\n    transform:\n      inputs: [{from: ma}]\n"
                + "      ops: [{merge: [mb]}]\n");
    String merged = "{\"n\":{\"x\":1,\"y\":2},\"l\":[1,2],\"k\":2}";
    assertEquals(merged, step(record, "both").at("/output/result").toString());
    assertEquals(merged, step(record, "op").at("/output/result/result").toString());
  }

  @Test
  @Case("G7-13")
  @Case("G7-14")
  @Case("G7-15")
  void resultIsWrappedAndInputsMayBePathsTemplatesOrLeftOut() {
    JsonNode record =
        run(
            "inputs",
            "{\"items\":[1,2]}",
            transform("src", "", "params"),
            transform("path", "", "step.src.result.items"),
            transform("template", "", "{{ step.src.result.items }}"),
            "  - id: none\n    depends_on: [src]\n    transform: {ops: []}\n");
    assertEquals("[1,2]", step(record, "path").at("/output/result").toString());
    assertEquals("[1,2]", step(record, "template").at("/output/result").toString());
    assertEquals(
        "{\"result\":{\"items\":[1,2]}}", step(record, "none").at("/output/result").toString());
  }

  @Test
  @Case("G7-12")
  void operationThatDoesNotExistOrCannotBeReadRefusesTheWorkflow() {
    refused(
        "zap",
        "  - id: z\n    transform:\n      inputs: [{from: params}]\n      ops: [{zap: {}}]\n",
        "zap");
    refused(
        "badexpr",
        "  - id: z\n"
            + "    transform:\n"
            + "      inputs: [{from: params}]\n"
            + "      ops: [{map: {expr: \"a..b\"}}]\n",
        "map");
  }

  @Test
  @Case("G7-17")
  void outputOfATransformIsJudgedToo() {
    JsonNode record =
        run(
            "judged",
            "{}",
            "  - id: j\n    transform:\n      inputs: [{from: params}]\n      ops: []\n"
                + "    output:\n      schema: {type: object, required: [wanted]}\n");
    assertEquals("failed", record.at("/run/status").asText());
    assertEquals("airlock", record.at("/run/error_code").asText());
    assertTrue(record.at("/run/error").asText().contains("wanted"));
    assertEquals("required", step(record, "j").at("/violations/0/keyword").asText());
  }
}
