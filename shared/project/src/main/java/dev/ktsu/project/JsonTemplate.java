package dev.ktsu.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.expressions.Reference;
import dev.ktsu.expressions.Template;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A JSON value whose texts are templates. */
public final class JsonTemplate {
  private final Part root;

  private JsonTemplate(Part root) {
    this.root = root;
  }

  /** A value without templates. */
  public static JsonTemplate literal(JsonNode value) {
    return new JsonTemplate(new Literal(value.deepCopy()));
  }

  /** A text. */
  public static JsonTemplate of(Template text) {
    return new JsonTemplate(new Text(text));
  }

  static JsonTemplate of(List<JsonTemplate> items) {
    return new JsonTemplate(new Items(items.stream().map(item -> item.root).toList()));
  }

  static JsonTemplate of(Map<String, JsonTemplate> fields) {
    Map<String, Part> parts = new LinkedHashMap<>();
    fields.forEach((name, field) -> parts.put(name, field.root));
    return new JsonTemplate(new Fields(parts));
  }

  private sealed interface Part {}

  private record Literal(JsonNode value) implements Part {}

  private record Text(Template template) implements Part {}

  private record Items(List<Part> items) implements Part {}

  private record Fields(Map<String, Part> fields) implements Part {}

  /**
   * The value for a scope; a new tree each time. When it is an object, a key whose template yields
   * null is left out of it.
   *
   * @throws dev.ktsu.expressions.ExpressionException when an expression cannot be evaluated
   */
  public JsonNode render(JsonNode scope) {
    JsonNode value = render(root, scope);
    if (root instanceof Fields(var fields) && value instanceof ObjectNode object) {
      fields.forEach(
          (name, part) -> {
            if (part instanceof Text && object.get(name).isNull()) {
              object.remove(name);
            }
          });
    }
    return value;
  }

  /** What all templates together read from the scope. */
  public Set<Reference> references() {
    Set<Reference> all = new LinkedHashSet<>();
    collect(root, all);
    return all;
  }

  /** The template, when the whole value is one text; empty for numbers, lists and objects. */
  public Optional<Template> text() {
    return root instanceof Text(Template template) ? Optional.of(template) : Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonTemplate template && template.root.equals(root);
  }

  @Override
  public int hashCode() {
    return root.hashCode();
  }

  @Override
  public String toString() {
    return root.toString();
  }

  /** The texts in it by their JSON pointers. */
  Map<String, Template> texts() {
    Map<String, Template> texts = new LinkedHashMap<>();
    collect(root, "", texts);
    return texts;
  }

  private static void collect(Part part, String at, Map<String, Template> texts) {
    switch (part) {
      case Literal literal -> {}
      case Text(Template template) -> texts.put(at, template);
      case Items(List<Part> items) -> {
        for (int i = 0; i < items.size(); i++) {
          collect(items.get(i), at + "/" + i, texts);
        }
      }
      case Fields(Map<String, Part> fields) ->
          fields.forEach(
              (name, field) -> collect(field, at + "/" + SourceFile.escaped(name), texts));
    }
  }

  private static JsonNode render(Part part, JsonNode scope) {
    return switch (part) {
      case Literal(JsonNode value) -> value.deepCopy();
      case Text(Template template) -> template.render(scope);
      case Items(List<Part> items) -> {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
        items.forEach(item -> array.add(render(item, scope)));
        yield array;
      }
      case Fields(Map<String, Part> fields) -> {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        fields.forEach((name, field) -> object.set(name, render(field, scope)));
        yield object;
      }
    };
  }

  private static void collect(Part part, Set<Reference> all) {
    switch (part) {
      case Literal ignored -> {}
      case Text(Template template) -> all.addAll(template.references());
      case Items(List<Part> items) -> items.forEach(item -> collect(item, all));
      case Fields(Map<String, Part> fields) -> fields.values().forEach(f -> collect(f, all));
    }
  }
}
