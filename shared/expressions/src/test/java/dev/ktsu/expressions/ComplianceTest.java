package dev.ktsu.expressions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
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

/** JMESPath's own suite: every case a test, except where ktsu means to differ. */
class ComplianceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> FILES =
      List.of(
          "basic",
          "boolean",
          "current",
          "escape",
          "filters",
          "functions",
          "identifiers",
          "indices",
          "literal",
          "multiselect",
          "pipe",
          "slice",
          "syntax",
          "unicode",
          "wildcard");

  /** Cases that do not hold, each with its reason; one that holds after all is an error. */
  private static final Map<String, String> DIFFERENT = Map.of();

  /** JSON knows one kind of number: 1 is 1.0. */
  private static final Comparator<JsonNode> BY_VALUE =
      (a, b) ->
          a.isNumber() && b.isNumber()
              ? a.decimalValue().compareTo(b.decimalValue())
              : a.equals(b) ? 0 : 1;

  record Case(String file, JsonNode given, JsonNode spec) {
    String expression() {
      return spec.get("expression").asText();
    }

    @Override
    public String toString() {
      return file + ": " + expression();
    }
  }

  static Stream<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (String file : FILES) {
      for (JsonNode group : suite(file)) {
        group.get("cases").forEach(spec -> cases.add(new Case(file, group.get("given"), spec)));
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void caseHolds(Case each) {
    if (DIFFERENT.containsKey(each.toString())) {
      assertThrows(AssertionFailedError.class, () -> check(each), "it holds: take it off the list");
    } else {
      check(each);
    }
  }

  @Test
  void everyExceptionIsACase() throws IOException {
    Set<String> unknown = new HashSet<>(DIFFERENT.keySet());
    cases().map(Case::toString).forEach(unknown::remove);

    assertEquals(Set.of(), unknown);
    assertFalse(cases().count() < 800, "the suite is not whole");
  }

  private static void check(Case each) {
    if (each.spec().has("error")) {
      assertThrows(
          ExpressionException.class,
          () -> Expression.compile(each.expression()).evaluate(each.given()));
    } else {
      JsonNode expected = each.spec().get("result");
      JsonNode found = evaluated(each);
      assertEquals(
          true, expected.equals(BY_VALUE, found), () -> "expected " + expected + ", got " + found);
    }
  }

  private static JsonNode evaluated(Case each) {
    try {
      return Expression.compile(each.expression()).evaluate(each.given());
    } catch (ExpressionException refused) {
      throw new AssertionFailedError(refused.getMessage(), refused);
    }
  }

  private static JsonNode suite(String file) throws IOException {
    try (InputStream json =
        ComplianceTest.class.getResourceAsStream("/jmespath/" + file + ".json")) {
      return JSON.readTree(Objects.requireNonNull(json, file));
    }
  }
}
