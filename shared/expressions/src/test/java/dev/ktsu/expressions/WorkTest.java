package dev.ktsu.expressions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkTest {
  private static final String TWICE = "[@, @]";

  private static JsonNode numbers(int size) {
    ArrayNode numbers = JsonNodeFactory.instance.arrayNode(size);
    for (int i = size; i > 0; i--) {
      numbers.add(i);
    }
    return JsonNodeFactory.instance.objectNode().set("list", numbers);
  }

  private static String chain(String link, int times) {
    return (link + " | ").repeat(times - 1) + link;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "to_string(%s)",
        "%s == %s",
        "contains(%s, %s)",
        "%s",
        "%s | map(&@, @)",
      })
  void valuesThatDoubleAreGivenUp(String around) {
    String doubling = chain(TWICE, 30);
    Expression expression =
        Expression.compile(around.replace("%s", "(" + doubling + ")").replace("  ", " "));

    assertThrows(ExpressionException.class, () -> expression.evaluate(numbers(10)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "map(&[@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@], list)",
        "[@,@,@,@][] | [@,@,@,@][] | [@,@,@,@][] | [@,@,@,@][] | [@,@,@,@][] | [@,@,@,@][]",
        "map(&`\"a text of some forty characters, again and again\"`, list) | [@,@,@,@,@,@,@,@]",
        "map(&'a text of some forty characters, again and again', list) | [@,@,@,@,@,@,@,@]",
        "sort(list) | [@,@,@,@][] | sort(@) | [@,@,@,@][] | sort(@) | sort(@) | sort(@)",
      })
  void heavyExpressionLeavesTheEventLoop(String text) {
    Expression expression = Expression.compile(text);

    assertThrows(Work.TooHeavy.class, () -> Work.light(() -> expression.evaluate(numbers(20_000))));
  }

  @Test
  void glueIsPaidAsOftenAsItIsPutIn() {
    JsonNode scope =
        JsonNodeFactory.instance.objectNode().put("glue", "x".repeat(60_000)).set("list", words());

    assertThrows(
        Work.TooHeavy.class,
        () -> Work.light(() -> Expression.compile("join(glue, list)").evaluate(scope)));
  }

  private static ArrayNode words() {
    ArrayNode words = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < 2_000; i++) {
      words.add("w");
    }
    return words;
  }

  @Test
  void usualWorkOverMuchDataIsDone() throws Exception {
    JsonNode scope = numbers(300_000);

    JsonNode sorted =
        Work.heavy(
            () -> false, () -> Expression.compile("sort(list[?@ > `10`])[:3]").evaluate(scope));

    assertEquals("[11,12,13]", sorted.toString());
  }

  @Test
  void evaluationEndsOnceItsTimeIsUp() {
    AtomicInteger looks = new AtomicInteger();
    Expression expression = Expression.compile("sort(list)");

    ExpressionException late =
        assertThrows(
            ExpressionException.class,
            () ->
                Work.heavy(
                    () -> looks.incrementAndGet() > 3,
                    () -> expression.evaluate(numbers(300_000))));

    assertTrue(late.getMessage().contains("KTSU_COMPUTE_DEADLINE_MS"), late.getMessage());
    assertEquals(4, looks.get());
  }

  @Test
  void computationInsideAnotherLeavesItsUnits() {
    Expression cheap = Expression.compile("list[0]");

    assertThrows(
        Work.TooHeavy.class,
        () ->
            Work.light(
                () -> {
                  for (int i = 0; i < Work.LIGHT_MAX; i++) {
                    cheap.evaluate(numbers(1));
                  }
                  return "never";
                }));
    assertFalse(cheap.evaluate(numbers(1)).isNull());
  }
}
