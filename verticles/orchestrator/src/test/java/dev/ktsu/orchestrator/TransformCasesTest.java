package dev.ktsu.orchestrator;

import static dev.ktsu.orchestrator.TestOrchestrator.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.testkit.Case;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The six operations of transform steps, over HTTP. */
class TransformCasesTest {
  @TempDir Path project;
  private TestOrchestrator orchestrator;

  @BeforeEach
  void start() {
    orchestrator = new TestOrchestrator(project).with("KTSU_STORE_TYPE", "memory").start();
  }

  @AfterEach
  void stop() {
    orchestrator.close();
  }

  /** The result of a transform with these operations over {@code params.data}. */
  private JsonNode transform(String data, String ops) {
    JsonNode record = record(data, ops);
    assertEquals("complete", record.at("/run/status").asText(), record.toString());
    return step(record, "t").at("/output/result");
  }

  private JsonNode record(String data, String ops) {
    orchestrator.workflow(
        "w",
        """
        params:
          schema: {type: object}
        pipeline:
          - id: t
            transform:
              inputs:
                - from: params.data
              ops:
        """
            + ops.indent(8));
    return orchestrator.run("w", "{\"data\": " + data + "}");
  }

  private static JsonNode json(String text) {
    return Json.parse(text);
  }

  @Test
  @Case("G7-02")
  void mapFlattenAndFilterWorkTogether() {
    assertEquals(
        json("[{\"id\":1,\"status\":\"active\"}]"),
        transform(
            "[{\"items\":[{\"id\":1,\"status\":\"active\"},{\"id\":2,\"status\":\"idle\"}]}]",
            """
            - map: {expr: items}
            - flatten: {}
            - filter: {expr: "status == 'active'"}
            """));
  }

  @Test
  @Case("G7-03")
  void sortOrdersNumbersByValueAndTextByLetterWithMissingLast() {
    assertEquals(
        json("[{\"n\":2},{\"n\":10},{\"x\":1}]"),
        transform("[{\"n\":10},{\"x\":1},{\"n\":2}]", "- sort: {field: n, order: asc}"));
    assertEquals(
        json("[{\"n\":\"a\"},{\"n\":\"b\"}]"),
        transform("[{\"n\":\"b\"},{\"n\":\"a\"}]", "- sort: {field: n}"));
  }

  @Test
  @Case("G7-04")
  void descendingSortIsStableAndKeepsMissingLast() {
    assertEquals(
        json("[{\"n\":2,\"k\":1},{\"n\":2,\"k\":2},{\"n\":1},{\"k\":3}]"),
        transform(
            "[{\"k\":3},{\"n\":2,\"k\":1},{\"n\":1},{\"n\":2,\"k\":2}]",
            "- sort: {field: n, order: desc}"));
  }

  @Test
  @Case("G7-07")
  void filterAndMapWrapOneObjectAndTakeNothingForAnEmptyList() {
    assertEquals(json("[{\"a\":1}]"), transform("{\"a\":1}", "- filter: {expr: \"a == `1`\"}"));
    assertEquals(json("[]"), transform("{\"a\":1}", "- filter: {expr: \"a == `2`\"}"));
    assertEquals(json("[]"), transform("null", "- filter: {expr: \"a == `2`\"}"));
    assertEquals(json("[]"), transform("null", "- map: {expr: a}"));
  }

  @Test
  @Case("G7-08")
  void sortOfAnObjectFailsTheStep() {
    JsonNode record = record("{\"a\":1}", "- sort: {field: a}");
    assertEquals("failed", record.at("/run/status").asText());
    assertTrue(step(record, "t").get("error").asText().startsWith("op sort:"));
    assertEquals(record.at("/run/error"), step(record, "t").get("error"));
  }

  @Test
  @Case("G7-09")
  void mapKeepsNullsAndBuildsObjects() {
    assertEquals(json("[null]"), transform("[{\"a\":1}]", "- map: {expr: b}"));
    assertEquals(json("[{\"x\":1}]"), transform("[{\"a\":1}]", "- map: {expr: \"{x: a}\"}"));
  }

  @Test
  @Case("G7-10")
  void flattenTakesOneLevelAndLeavesOthersAlone() {
    assertEquals(json("[1,2,[3]]"), transform("[1,[2,[3]]]", "- flatten: {}"));
    assertEquals(json("{\"a\":1}"), transform("{\"a\":1}", "- flatten: {}"));
  }

  @Test
  @Case("G7-11")
  void deduplicateKeepsTheFirstAndOneOfThoseWithoutTheField() {
    assertEquals(
        json("[{\"k\":1,\"v\":\"a\"},{\"v\":\"b\"}]"),
        transform(
            "[{\"k\":1,\"v\":\"a\"},{\"v\":\"b\"},{\"k\":1,\"v\":\"c\"},{\"v\":\"d\"}]",
            "- deduplicate: {field: k}"));
  }

  @Test
  @Case("G7-16")
  void mapOfOneObjectUnwrapsItsList() {
    assertEquals(
        json("[{\"n\":1}]"),
        transform(
            "{\"results\":[{\"n\":2},{\"n\":1}]}",
            """
            - map: {expr: results}
            - filter: {expr: "n < `2`"}
            """));
  }
}
