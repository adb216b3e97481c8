package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.expressions.Template;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class JsonTemplateTest {
  private static final JsonTemplate BODY =
      body("{{ params.a }}", "is {{ step.b.c }}", JsonTemplate.literal(Json.parse("null")));

  @Test
  void textsAreRenderedAtAnyDepth() {
    assertEquals(
        Json.parse("{\"whole\":5,\"list\":[\"is 6\"],\"last\":null}"),
        BODY.render(Json.parse("{\"params\":{\"a\":5},\"step\":{\"b\":{\"c\":6}}}")));
  }

  @Test
  void nullOfATemplateDropsItsKeyAtTheTopAlone() {
    assertEquals(
        Json.parse("{\"list\":[null],\"last\":null}"),
        body("{{ params.a }}", "{{ params.a }}", JsonTemplate.literal(Json.parse("null")))
            .render(Json.parse("{}")));
  }

  @Test
  void referencesOfAllTextsAreTogether() {
    assertEquals(
        "params.a step.b",
        BODY.references().stream().map(Object::toString).sorted().collect(Collectors.joining(" ")));
  }

  @Test
  void eachRenderIsATreeOfItsOwn() {
    JsonTemplate literal = JsonTemplate.literal(Json.parse("{\"a\":1}"));
    var first = (ObjectNode) literal.render(Json.parse("{}"));

    first.put("a", 2);

    assertNotSame(first, literal.render(Json.parse("{}")));
    assertEquals(Json.parse("{\"a\":1}"), literal.render(Json.parse("{}")));
  }

  @Test
  void onlyAWholeTextIsAText() {
    assertEquals(Optional.of(Template.parse("x")), JsonTemplate.of(Template.parse("x")).text());
    assertEquals(Optional.empty(), BODY.text());
  }

  @Test
  void equalTextsMakeEqualTemplates() {
    JsonTemplate last = JsonTemplate.literal(Json.parse("null"));

    assertEquals(body("{{ a }}", "b", last), body("{{ a }}", "b", last));
    assertNotEquals(body("{{ a }}", "b", last), body("{{ a }}", "c", last));
  }

  private static JsonTemplate body(String whole, String item, JsonTemplate last) {
    Map<String, JsonTemplate> fields = new LinkedHashMap<>();
    fields.put("whole", JsonTemplate.of(Template.parse(whole)));
    fields.put("list", JsonTemplate.of(List.of(JsonTemplate.of(Template.parse(item)))));
    fields.put("last", last);
    return JsonTemplate.of(fields);
  }
}
