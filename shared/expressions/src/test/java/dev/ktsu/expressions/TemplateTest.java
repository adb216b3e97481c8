package dev.ktsu.expressions;

import static dev.ktsu.expressions.ExpressionTest.json;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
  private static final String SCOPE =
      """
      {"params": {"name": "Ada", "n": 5, "price": 12345678.5, "six": 6.0, "huge": 1e30,
                  "gone": null, "list": [1, {"a": null}], "yes": true, "quote": "{{ x }}"}}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{{ params.n }}                      | 5",
        "{{params.list}}                     | [1,{\"a\":null}]",
        "{{ params.gone }}                   | null",
        "{{ params.none }}                   | null",
        "Mr {{ params.name }}!               | \"Mr Ada!\"",
        "{{ params.name }}{{ params.n }}     | \"Ada5\"",
        "<{{ params.gone }}>                 | \"<>\"",
        "={{ params.list }}                  | \"=[1,{\\\"a\\\":null}]\"",
        "={{ params.yes }}                   | \"=true\"",
        "={{ params.price }}                 | \"=12345678.5\"",
        "={{ params.six }}                   | \"=6\"",
        "={{ params.huge }}                  | \"=1000000000000000000000000000000\"",
        "={{ params.quote }}                 | \"={{ x }}\"",
        "{{ '}}' }}                          | \"}}\"",
        "={{ join('}}', ['a', 'b']) }}       | \"=a}}b\"",
        "{{ {a: {b: params.n}} }}            | {\"a\":{\"b\":5}}",
        "{{ {a: {b: params.n}}}}             | {\"a\":{\"b\":5}}",
        "plain                               | \"plain\"",
        "half }} and { }                     | \"half }} and { }\"",
      })
  void renders(String text, String expected) {
    assertEquals(json(expected), Template.parse(text).render(json(SCOPE)));
  }

  @Test
  void whiteSpaceAroundAWholeTemplateKeepsItsType() {
    assertEquals(json("5"), Template.parse(" \n{{ params.n }}\n").render(json(SCOPE)));
  }

  @Test
  void literalKeepsItsWhiteSpace() {
    Template literal = Template.parse(" as it is\n");

    assertTrue(literal.isLiteral());
    assertEquals(TextNode.valueOf(" as it is\n"), literal.render(json(SCOPE)));
  }

  @Test
  void emptyTextIsALiteral() {
    assertTrue(Template.parse("").isLiteral());
    assertEquals(TextNode.valueOf(""), Template.parse("").render(json(SCOPE)));
  }

  @Test
  void wholeMeansOnePartAndNothingElse() {
    assertTrue(Template.parse(" {{ a }} ").isWhole());
    assertFalse(Template.parse("{{ a }}{{ b }}").isWhole());
    assertFalse(Template.parse("x {{ a }}").isWhole());
  }

  @Test
  void referencesOfAllPartsAreTogether() {
    assertEquals(
        "env.B params.a step.c",
        Template.parse("{{ params.a }} {{ env.B }} {{ step.c.d }} step.e").references().stream()
            .map(Reference::toString)
            .sorted()
            .collect(joining(" ")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "Hi {{ params.a          | 3 | the {{ is not closed with }}",
        "Hi {{ it's }}           | 3 | the {{ is not closed with }}",
        "Hi {{ a b }}            | 8 | syntax error at 'b'",
        "Hi {{ }}                | 6 | the expression is empty",
        "{{ a }} {{ my-x b }}    | 16 | syntax error at 'b'",
      })
  void faultHasItsPositionInTheWholeText(String text, int position, String message) {
    var fault = assertThrows(ExpressionException.class, () -> Template.parse(text));

    assertEquals(position + " " + message, fault.position() + " " + fault.getMessage());
  }

  @Test
  void templateIsCutBeforeAnExpression() {
    Template url = Template.parse("{{ env.BASE }}/to/{{ params.who }}?a={{ env.A }}");

    Template given = url.before(expression -> !reads(expression, Namespace.ENV));

    assertEquals("{{ env.BASE }}/to/", given.source());
    assertEquals(
        "http://h/to/", given.render(json("{\"env\": {\"BASE\": \"http://h\"}}")).asText());
    assertSame(url, url.before(expression -> reads(expression, Namespace.STEP)));
  }

  private static boolean reads(Expression expression, Namespace namespace) {
    return expression.references().stream()
        .anyMatch(reference -> reference.namespace() == namespace);
  }
}
