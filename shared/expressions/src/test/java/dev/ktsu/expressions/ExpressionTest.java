package dev.ktsu.expressions;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
  private static final String SCOPE =
      """
      {"params": {"n": 3, "big": 9007199254740993, "foo-bar": "v"},
       "step": {"a": {"kind": "foo-bar", "y": 1, "code": 200, "whole": 200.0, "off": false,
                      "list": [{"s": "on", "v": 1}, {"s": "off", "v": 2}]},
                "my-step": {"x": 7, "in-ner": {"z_z": 8}},
                "my_step-id": {"x": 9}},
       "a": {"y": 1}, "my-step": {"x": 7}}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "step.a.y                               | 1",
        "a.y                                    | 1",
        "step.my-step.x                         | 7",
        "my-step.x                              | 7",
        "step.my-step.in-ner.z_z                | 8",
        "step.my_step-id.x                      | 9",
        "params.foo-bar                         | \"v\"",
        "step.\"my-step\".x                     | 7",
        "step.a.kind == 'foo-bar'               | true",
        "step.a.kind == `\"foo-bar\"`           | true",
        "'it\\'s-a'                             | \"it's-a\"",
        "step.a.list[-1].v                      | 2",
        "step.a.list[?s=='on'].v                | [1]",
        "{the-key: step.a.y}                    | {\"the-key\":1}",
        "step.a.code == `200`                   | true",
        "step.a.code == `200.0`                 | true",
        "step.a.whole == `200`                  | true",
        "step.a.code == step.a.whole            | true",
        "contains(`[200]`, step.a.whole)        | true",
        "params.big == `9007199254740992`       | false",
        "params.big > `9007199254740992`        | true",
        "step.none.of.this                      | null",
        "to_number('1e21') == `1e21`            | true",
        "to_number('9007199254740993') == params.big | true",
        "sort_by(['ccc', 'a', 'bb', 'd'], &length(@)) | [\"a\",\"d\",\"bb\",\"ccc\"]",
        "max_by(`[[1, 3], [2, 9], [4, 9]]`, &[1]) | [2,9]",
        "min_by(`[[1, 3], [2, 9], [4, 3]]`, &[1]) | [1,3]",
        "max_by(`[]`, &[1])                     | null",
        "to_number('0x10')                      | null",
        "to_number('1e999')                     | null",
        "sum([`1e308`, `1e308`])                | null",
        "'a\\\\b' == `\"a\\\\\\\\b\"`           | true",
        "'\\\\'                                 | \"\\\\\\\\\"",
        "step.a[0:1]                            | null",
        "!step.a.off                            | true",
        "!(step.a.off)                          | true",
      })
  void evaluates(String text, String expected) {
    assertEquals(json(expected), Expression.compile(text).evaluate(json(SCOPE)));
  }

  @Test
  void absentValueIsNullNode() {
    assertEquals(NullNode.getInstance(), Expression.compile("x").evaluate(json("{}")));
  }

  @Test
  void functionOfAWrongTypeNamesTheExpression() {
    Expression expression = Expression.compile("length(params.n)");

    var failure = assertThrows(ExpressionException.class, () -> expression.evaluate(json(SCOPE)));

    assertTrue(failure.getMessage().startsWith("length(params.n): "), failure.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "a b                  | 2  | syntax error at 'b'",
        "my-step.x b          | 10 | syntax error at 'b'",
        "my-step.in-ner + b   | 15 | syntax error at '+'",
        "step.                | 5  | the expression ends too early",
        "nope(a)              | 0  | unknown function \"nope\"",
        "length(a, b)         | 0  | invalid arity calling \"length\" (expected 1 but was 2)",
        "a == 'x              | 5  | the ' is not closed",
        "`word`               | 1  | syntax error at 'word'",
      })
  void faultHasItsPositionInTheAuthorsText(String text, int position, String message) {
    var fault = assertThrows(ExpressionException.class, () -> Expression.compile(text));

    assertEquals(position + " " + message, fault.position() + " " + fault.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   "})
  void emptyExpressionIsRefused(String text) {
    var fault = assertThrows(ExpressionException.class, () -> Expression.compile(text));

    assertEquals("the expression is empty", fault.getMessage());
  }

  @Test
  void halfOfACharacterIsRefusedHoweverItIsWritten() {
    for (String half : List.of("'\ud83d'", "`\"\\ud83d\"`", "{\"\\uDE00\": a}")) {
      assertThrows(ExpressionException.class, () -> Expression.compile(half), half);
    }
    assertEquals(
        "\ud83d\ude00", Expression.compile("`\"\\ud83d\\ude00\"`").evaluate(json("{}")).asText());
  }

  @Test
  void tooLongExpressionIsRefused() {
    Expression.compile("a".repeat(Source.CHARS_MAX));

    assertThrows(
        ExpressionException.class, () -> Expression.compile("a".repeat(Source.CHARS_MAX + 1)));
  }

  @Test
  void nestingIsCapped() {
    int most = Source.DEPTH_MAX;

    Expression.compile("(".repeat(most) + "a" + ")".repeat(most));
    Expression.compile("`" + "[".repeat(most) + "]".repeat(most) + "`");
    Expression.compile("!".repeat(most) + "a");
    Expression.compile("'" + "[".repeat(2 * most) + "'");

    for (String deep : new String[] {"(", "[", "{a:", "! ", "`[", "`{\"a\":["}) {
      var fault =
          assertThrows(
              ExpressionException.class, () -> Expression.compile(deep.repeat(most + 1) + "`"));
      assertTrue(fault.getMessage().startsWith("the expression is nested deeper"), deep);
    }
  }

  @Test
  void numberOfOperatorsIsCapped() {
    var fault =
        assertThrows(
            ExpressionException.class,
            () -> Expression.compile("a" + ".a".repeat(Source.OPERATORS_MAX + 1)));

    assertEquals("the expression has more than 500 operators", fault.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {".a", "||a", "&&a", "|a", "[]", "[*]", "==a", "[?a]", " || !a.b"})
  void longChainsFitASmallStack(String link) throws InterruptedException {
    String text =
        "a" + link.repeat(Source.OPERATORS_MAX / link.replaceAll("[^.\\[|&=]", "").length());
    var outcome = new AtomicReference<Object>();
    var thread =
        new Thread(
            null,
            () -> {
              try {
                outcome.set(Expression.compile(text).evaluate(json("{}")));
              } catch (StackOverflowError overflow) {
                outcome.set(overflow);
              }
            },
            "small stack",
            512 << 10);

    thread.start();
    thread.join();

    assertTrue(outcome.get() instanceof JsonNode, () -> "" + outcome.get());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '^',
      value = {
        "step.a.b.c                                ; step.a",
        "step.my-step.x                            ; step.my-step",
        "step.\"odd id\".x                         ; step.odd id",
        "params.x == env.Y && a.b                  ; a env.Y params.x",
        "items[?status=='a'].owner[].name          ; items",
        "items[?status == params.x]                ; items",
        "sort_by(step.a.items, &params.x)          ; step.a",
        "length(step.a.items) > length(b)          ; b step.a",
        "[step.a.x, {k: params.y, l: 'env.Z'}]     ; params.y step.a",
        "{k-1: step.a.x}                           ; step.a",
        "step.a | keys(@) | [0]                    ; step.a",
        "step.a.{x: y, z: length(w)}               ; step.a",
        "item.url || item_index                    ; item item_index",
        "(step).a                                  ; step.a",
        "!step.a.ok                                ; step.a",
        "step.a[*].x                               ; step.a",
        "`{\"step\": 1}` == 'params.x'             ; ^^",
        "step                                      ; step.*",
        "step.*                                    ; step.*",
        "step[0]                                   ; step.*",
        "step | a                                  ; step.*",
        "step.[a, b]                               ; step.*",
        "[step][0].a                               ; step.*",
        "params                                    ; params.*",
        "length(env)                               ; env.*",
        "@                                         ; @",
        "@.step.a                                  ; @",
        "*.x                                       ; @",
        "[0]                                       ; @",
        "keys(@)                                   ; @",
      })
  void referencesAreWhatIsReadFromTheScope(String text, String expected) {
    assertEquals(
        expected,
        Expression.compile(text).references().stream()
            .map(Reference::toString)
            .sorted()
            .collect(joining(" ")));
  }

  @Test
  void referenceIsOpaqueWhenOnlyARunCanTell() {
    assertTrue(Expression.compile("step.*.x").references().stream().allMatch(Reference::isOpaque));
    assertFalse(Expression.compile("step.a").references().stream().anyMatch(Reference::isOpaque));
  }

  @ParameterizedTest
  @CsvSource({"!a.b,true", "!a[0],true", "!a-b.c,true", "!(a.b),false", "!a,false", "a.b,false"})
  void negatedPathIsCautioned(String text, boolean cautioned) {
    assertEquals(cautioned, Expression.compile(text).caution().isPresent());
  }

  static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException(text, broken);
    }
  }
}
