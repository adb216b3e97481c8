package dev.ktsu.orchestrator;

import static dev.ktsu.orchestrator.TestOrchestrator.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.FakeRuntime;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Steps with {@code for_each} as callers see them. */
class ListCasesTest extends OrchestratorCase {
  private FakeRuntime runtime;

  @Override
  void settings(TestOrchestrator orchestrator) {
    runtime = FakeRuntime.start(orchestrator.vertx(), "rt-fake");
    orchestrator.with("KTSU_RUNTIME_URL", runtime.url());
    orchestrator.file(
        "agents/reader.agent.yaml",
        """
        name: reader
        model: standard
        params:
          schema: {type: object, properties: {url: {type: string}, number: {type: integer}}}
        prompt:
          system: You read.
          user: "Read {{ params.url }} ({{ params.number }})."
        output: {schema: {type: object, required: [text], properties: {text: {type: string}}}}
        """);
  }

  private static final String LIST =
      """
      params: {schema: {type: object}}
      pipeline:
        - id: read-all
          agent: ./agents/reader.agent.yaml
          params: {url: "{{ item.url }}", number: "{{ item_index }}"}
          for_each: {from: params.pages%s}
      """;
  private static final String PAGES =
      "{\"pages\":[{\"url\":\"a\"},{\"url\":\"b\"},{\"url\":\"c\"}]}";

  private static String echo(InvokeRequest leg) {
    return Json.text(Json.object().put("text", leg.userMessage()));
  }

  private JsonNode run(String stem, String more, String params) {
    orchestrator.workflow(stem, LIST.formatted(more));
    return orchestrator.run(stem, params);
  }

  private List<InvokeRequest> legs(JsonNode record) {
    String run = record.get("run_id").asText();
    return runtime.all().stream().filter(leg -> leg.runId().equals(run)).toList();
  }

  @Test
  @Case("G13-01")
  void everyElementIsOneCallAndResultsStandInTheirOrder() {
    runtime.answers(ListCasesTest::echo);

    JsonNode all = run("all", "", PAGES);
    JsonNode two = run("two", ", max_items: 2", PAGES);
    JsonNode none = run("none", "", "{\"pages\":[]}");

    assertEquals(
        "[\"Read a (0).\",\"Read b (1).\",\"Read c (2).\"]",
        Json.text(Json.tree(step(all, "read-all").at("/output/results").findValuesAsText("text"))));
    assertEquals(3, legs(all).size());
    assertEquals(2, step(two, "read-all").at("/output/results").size());
    assertEquals(2, legs(two).size());
    assertEquals("{\"results\":[]}", step(none, "read-all").get("output").toString());
    assertEquals(0, legs(none).size());
  }

  @Test
  @Case("G13-02")
  void whatIsNoListFailsAndHyphensNeedNoQuotes() {
    JsonNode failed = run("no-list", "", "{\"pages\":{\"url\":\"a\"}}");
    orchestrator.workflow(
        "hyphen",
        """
        params: {schema: {type: object}}
        pipeline:
          - {id: the-list, transform: {inputs: [{from: params.pages}]}}
          - {id: each, transform: {inputs: [{from: item.url}]}, for_each: {from: the-list.result}}
        """);

    assertEquals("failed", failed.at("/run/status").asText());
    assertTrue(failed.at("/run/error").asText().contains("expected array"), failed.toString());
    assertEquals(
        "[{\"result\":\"a\"},{\"result\":\"b\"},{\"result\":\"c\"}]",
        step(orchestrator.run("hyphen", PAGES), "each").at("/output/results").toString());
  }

  @Test
  @Case("G13-03")
  void elementAndItsNumberReachEachAgent() {
    runtime.answers(ListCasesTest::echo);

    JsonNode record = run("reach", ", as: page", PAGES);

    assertEquals(
        Set.of("Read a (0).", "Read b (1).", "Read c (2)."),
        legs(record).stream().map(InvokeRequest::userMessage).collect(Collectors.toSet()));
    assertEquals(
        Set.of("read-all[0]", "read-all[1]", "read-all[2]"),
        legs(record).stream().map(InvokeRequest::stepId).collect(Collectors.toSet()));
  }

  @Test
  @Case("G13-04")
  void listMayComeFromAStepOrAParameter() {
    orchestrator.workflow(
        "sources",
        """
        params: {schema: {type: object}}
        pipeline:
          - {id: fetch, transform: {inputs: [{from: params.pages}]}}
          - {id: a, transform: {inputs: [{from: item.url}]}, for_each: {from: step.fetch.result}}
          - id: b
            transform: {inputs: [{from: item.url}]}
            for_each: {items: "{{ params.pages }}"}
        """);

    JsonNode record = orchestrator.run("sources", PAGES);

    assertEquals(3, step(record, "a").at("/output/results").size());
    assertEquals(step(record, "a").get("output"), step(record, "b").get("output"));
  }

  private String failing(InvokeRequest leg, int failures) {
    int number = Integer.parseInt(leg.stepId().replaceAll("\\D", ""));
    return number < failures ? "{\"ktsu_low_quality\":true,\"text\":\"\"}" : echo(leg);
  }

  @Test
  @Case("G13-05")
  void asManyItemsMayFailAsTheAuthorSays() {
    runtime.answers(leg -> failing(leg, 1));
    JsonNode first = run("strict", ", concurrency: 1", PAGES);
    JsonNode one = run("one", ", max_failures: 1", PAGES);
    runtime.answers(leg -> failing(leg, 2));
    JsonNode two = run("too-many", ", max_failures: 1", PAGES);
    runtime.answers(leg -> failing(leg, 3));
    JsonNode any = run("any", ", max_failures: -1", PAGES);

    assertEquals("fanout item 0: low quality output", first.at("/run/error").asText());
    assertEquals("complete", one.at("/run/status").asText());
    assertEquals(
        "{\"ktsu_error\":\"low quality output\",\"item_index\":0}",
        step(one, "read-all").at("/output/results/0").toString());
    assertTrue(
        two.at("/run/error").asText().startsWith("fanout: 2 items failed (max_failures: 1)"),
        two.toString());
    assertEquals("complete", any.at("/run/status").asText());
  }

  @Test
  @Case("G13-06")
  void usageOfTheStepIsTheSumOfItsItems() {
    runtime.answers(ListCasesTest::echo);

    JsonNode record = run("sum", "", PAGES);

    assertEquals(30, step(record, "read-all").at("/metrics/tokens_in").asInt());
    assertEquals(3, step(record, "read-all").at("/metrics/llm_calls").asInt());
    assertEquals(30, record.at("/run/metrics/tokens_in").asInt());
    assertEquals(
        30, orchestrator.envelope(record.get("run_id").asText()).at("/totals/tokens_in").asInt());
  }

  @Test
  void timeOfAListIsFromItsBeginningToItsEnd() {
    orchestrator.workflow(
        "timed", "pipeline:\n  - {id: rest, for_each: {from: '[`1`, `2`]'}, sleep: 60ms}\n");

    JsonNode record = orchestrator.run("timed", "{}");

    long millis = step(record, "rest").at("/metrics/duration_ms").asLong();
    assertTrue(millis >= 60, record.toString());
  }

  @Test
  @Case("G13-07")
  void noMoreItemsRunThanTheAuthorAllows() {
    runtime.answers(null);
    orchestrator.workflow("two-at-once", LIST.formatted(", concurrency: 2"));
    String run = orchestrator.invoke("two-at-once", PAGES);
    InvokeRequest first = next(run);
    next(run);

    JsonNode waiting = orchestrator.client().get("/runs/" + run + "/steps/read-all%5B2%5D").json();
    runtime.answer(first, echo(first));

    assertEquals("pending", waiting.get("status").asText());
    assertEquals("read-all[2]", next(run).stepId());
    orchestrator.client().post("/runs/" + run + "/cancel", "");
  }

  private InvokeRequest next(String run) {
    InvokeRequest leg = runtime.next();
    while (!leg.runId().equals(run)) {
      leg = runtime.next();
    }
    return leg;
  }

  @Test
  @Case("G13-08")
  void firstFailureBeginsNoMoreItemsAndThresholdsAreForEach() {
    runtime.answers(leg -> failing(leg, 1));
    JsonNode strict = run("stops", ", concurrency: 1", PAGES);
    runtime.answers(
        leg ->
            "{\"text\":\"x\",\"ktsu_confidence\":0." + (leg.stepId().contains("1") ? 2 : 9) + "}");
    orchestrator.workflow(
        "sure", LIST.formatted(", max_failures: 1") + "    confidence_threshold: 0.5\n");
    JsonNode sure = orchestrator.run("sure", PAGES);

    assertEquals(1, legs(strict).size());
    assertEquals("complete", sure.at("/run/status").asText());
    assertEquals(
        "confidence below threshold",
        step(sure, "read-all").at("/output/results/1/ktsu_error").asText());
    assertFalse(step(sure, "read-all").at("/output/results/0").has("ktsu_error"));
  }

  @Test
  void itemsAreReadPageByPage() {
    runtime.answers(ListCasesTest::echo);
    String pages =
        IntStream.range(0, 5)
            .mapToObj(n -> "{\"url\":\"" + n + "\"}")
            .collect(Collectors.joining(",", "{\"pages\":[", "]}"));
    JsonNode record = run("paged", "", pages);
    String steps = "/runs/" + record.get("run_id").asText() + "/steps?of=read-all&limit=2";

    JsonNode first = orchestrator.client().get(steps).json();
    JsonNode last = orchestrator.client().get(steps + "&from=4").json();

    assertEquals(1, record.get("steps").size());
    assertEquals(
        "{\"total\":5,\"ended\":5,\"failed\":0}", step(record, "read-all").get("items").toString());
    assertEquals("read-all[0]", first.at("/steps/0/id").asText());
    assertEquals(2, first.get("next_from").asInt());
    assertEquals("Read 4 (4).", last.at("/steps/0/output/text").asText());
    assertFalse(last.has("next_from"));
  }

  @Test
  void listGoesOnAfterARestart() {
    runtime.answers(null);
    orchestrator.workflow("restarted", LIST.formatted(", concurrency: 1"));
    String run = orchestrator.invoke("restarted", PAGES);
    InvokeRequest first = next(run);

    orchestrator.restart();
    InvokeRequest again = next(run);
    runtime.answer(again, echo(again));
    InvokeRequest second = next(run);

    assertEquals(first.stepId(), again.stepId());
    assertEquals("Read b (1).", second.userMessage());
    orchestrator.client().post("/runs/" + run + "/cancel", "");
  }

  private static final String ANY =
      """
      model: standard
      params: {schema: {properties: {number: {}}}}
      output: {schema: {description: whatever comes}}
      """;

  /** A list whose items answer with these texts, one for each; an empty one fails its item. */
  private JsonNode consolidated(String way, int failures, String... answers) {
    String stem = way + answers.length + "-" + failures;
    orchestrator.file("agents/any.agent.yaml", ANY);
    orchestrator.workflow(
        stem,
        """
        params: {schema: {type: object}}
        pipeline:
          - id: each
            agent: agents/any.agent.yaml
            params: {number: "{{ item }}"}
            for_each: {from: params.items, max_failures: %d}
            condition: item >= `0`
            consolidation: %s
          - {id: after, transform: {inputs: [{from: step.each}]}}
        """
            .formatted(failures, way));
    runtime.answers(
        leg -> {
          String answer = answers[Json.parse(leg.userMessage()).path("number").asInt()];
          return answer.isEmpty() ? "{\"ktsu_low_quality\":true}" : answer;
        });
    String items =
        IntStream.range(0, answers.length)
            .mapToObj(i -> answers[i].equals("skip") ? "-1" : Integer.toString(i))
            .collect(Collectors.joining(","));
    return orchestrator.run(stem, "{\"items\":[" + items + "]}");
  }

  private static void assertRead(String expected, JsonNode record) {
    assertEquals(Json.parse(expected), step(record, "each").get("output"), record.toString());
    assertEquals(Json.parse(expected), step(record, "after").at("/output/result"));
  }

  @Test
  void outputsOfItemsAreMergedInTheirOrder() {
    JsonNode merged =
        consolidated(
            "merge",
            1,
            "{\"a\":1,\"o\":{\"x\":1,\"l\":[1]},\"k\":true}",
            "",
            "skip",
            "{\"a\":2,\"o\":{\"y\":2,\"l\":[2,[3]]},\"k\":null}",
            "{\"o\":{\"x\":{\"z\":3}},\"n\":null}");

    assertRead(
        "{\"a\":2,\"o\":{\"x\":{\"z\":3},\"l\":[1,2,[3]],\"y\":2},\"k\":true,\"n\":null}", merged);
    assertRead("{}", consolidated("merge", 0));
    assertRead("{}", consolidated("merge", -1, "", "skip"));
  }

  @Test
  void itemThatYieldsNoObjectCannotBeMerged() {
    JsonNode failed = consolidated("merge", 0, "{\"a\":1}", "[1]");

    assertEquals("consolidation_failed", step(failed, "each").get("error_code").asText());
    assertEquals(
        "consolidation merge: the output of item 1 is no object",
        failed.at("/run/error").asText(),
        failed.toString());
  }

  @Test
  void firstItemThatCompletesInTheOrderOfTheListCounts() {
    assertRead("{\"n\":2}", consolidated("first", -1, "", "skip", "{\"n\":2}", "{\"n\":3}"));

    for (JsonNode none : List.of(consolidated("first", -1, "", "skip"), consolidated("first", 0))) {
      assertEquals("consolidation first: no item has completed", none.at("/run/error").asText());
    }
  }

  @Test
  void everyResultStandsInTheListWhereNothingElseIsSaid() {
    assertRead(
        "{\"results\":[{\"n\":1},{\"ktsu_error\":\"low quality output\",\"item_index\":1}]}",
        consolidated("array", 1, "{\"n\":1}", ""));
  }

  @Test
  void schemaOfTheStepIsForWhatComesOfTheItems() {
    runtime.answers(ListCasesTest::echo);
    String schema = "    consolidation: first\n    output: {schema: {required: [%s]}}\n";
    orchestrator.workflow("fits", LIST.formatted("") + schema.formatted("text"));
    orchestrator.workflow("fits-not", LIST.formatted("") + schema.formatted("results"));

    assertEquals("complete", orchestrator.run("fits", PAGES).at("/run/status").asText());
    JsonNode failed = orchestrator.run("fits-not", PAGES);
    assertEquals("airlock", step(failed, "read-all").get("error_code").asText());
  }
}
