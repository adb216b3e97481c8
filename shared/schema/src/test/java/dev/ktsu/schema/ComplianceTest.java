package dev.ktsu.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.AssertionFailedError;

/** The required cases of JSON Schema's own suite, judged as a schema of a project file is. */
class ComplianceTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String REMOTE = "a document of the suite's server; nothing is fetched";
  private static final String DIALECT =
      "a dialect of the suite's own; only published ones are known";

  /** Groups that do not hold, each with its reason; one whose cases hold after all is an error. */
  private static final Map<String, String> DIFFERENT =
      Map.ofEntries(
          Map.entry(
              "dynamicRef: $ref and $dynamicAnchor are independent of order - $defs first", REMOTE),
          Map.entry(
              "dynamicRef: $ref and $dynamicAnchor are independent of order - $ref first", REMOTE),
          Map.entry("dynamicRef: strict-tree schema, guards against misspelled properties", REMOTE),
          Map.entry(
              "dynamicRef: tests for implementation dynamic anchor and reference link", REMOTE),
          Map.entry("refRemote: Location-independent identifier in remote ref", REMOTE),
          Map.entry("refRemote: anchor within remote ref", REMOTE),
          Map.entry("refRemote: base URI change", REMOTE),
          Map.entry("refRemote: base URI change - change folder", REMOTE),
          Map.entry("refRemote: base URI change - change folder in subschema", REMOTE),
          Map.entry("refRemote: fragment within remote ref", REMOTE),
          Map.entry("refRemote: ref within remote ref", REMOTE),
          Map.entry("refRemote: remote HTTP ref with different $id", REMOTE),
          Map.entry("refRemote: remote HTTP ref with different URN $id", REMOTE),
          Map.entry("refRemote: remote HTTP ref with nested absolute ref", REMOTE),
          Map.entry("refRemote: remote ref", REMOTE),
          Map.entry("refRemote: remote ref with ref to defs", REMOTE),
          Map.entry(
              "refRemote: retrieved nested refs resolve relative to their URI not $id", REMOTE),
          Map.entry("refRemote: root ref in remote ref", REMOTE),
          Map.entry("vocabulary: ignore unrecognized optional vocabulary", DIALECT),
          Map.entry(
              "vocabulary: schema that uses custom metaschema with with no validation vocabulary",
              DIALECT));

  record Case(String group, JsonNode schema, JsonNode test) {
    @Override
    public String toString() {
      return group + ": " + test.get("description").asText();
    }
  }

  static Stream<Case> cases() throws IOException, URISyntaxException {
    List<Case> cases = new ArrayList<>();
    for (Path file : files()) {
      String name = file.getFileName().toString().replace(".json", "");
      for (JsonNode group : JSON.readTree(file.toFile())) {
        String title = name + ": " + group.get("description").asText();
        group.get("tests").forEach(test -> cases.add(new Case(title, group.get("schema"), test)));
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void caseHolds(Case each) {
    if (DIFFERENT.containsKey(each.group())) {
      assertThrows(AssertionFailedError.class, () -> check(each), "it holds: take it off the list");
    } else {
      check(each);
    }
  }

  @Test
  void everyExceptionIsAGroup() throws IOException, URISyntaxException {
    Set<String> unknown = new HashSet<>(DIFFERENT.keySet());
    cases().map(Case::group).forEach(unknown::remove);

    assertEquals(Set.of(), unknown);
    assertTrue(cases().count() > 1_100, "the suite is not whole");
  }

  private static void check(Case each) {
    assertEquals(List.of(), MetaSchema.check(each.schema()), each::toString);
    List<Violation> found = Schema.compile(each.schema()).check(each.test().get("data"));
    assertEquals(each.test().get("valid").asBoolean(), found.isEmpty(), found::toString);
  }

  private static List<Path> files() throws IOException, URISyntaxException {
    var folder =
        Objects.requireNonNull(ComplianceTest.class.getResource("/json-schema/draft2020-12"));
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      return files.sorted().toList();
    }
  }
}
