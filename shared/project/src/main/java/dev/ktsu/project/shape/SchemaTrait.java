package dev.ktsu.project.shape;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * That a value satisfies a JSON Schema, but for its {@code $ref} and {@code allOf}, which are
 * traits of their own.
 *
 * @param schema an object
 * @param root the document that it is a part of
 */
record SchemaTrait(JsonNode schema, JsonNode root) implements Trait {
  private static final int REFERENCES_MAX = 32;

  /** Keywords that may let in fields which are not listed beside them. */
  private static final List<String> CHOICES =
      List.of(
          "anyOf", "oneOf", "if", "not", "dependentSchemas", "dependencies", "$dynamicRef", "$ref");

  /** The schema with everything that holds beside it. */
  static List<Trait> of(JsonNode schema, JsonNode root) {
    List<Trait> traits = new ArrayList<>();
    collect(schema, root, traits, 0);
    return traits;
  }

  private static void collect(JsonNode schema, JsonNode root, List<Trait> traits, int depth) {
    if (!schema.isObject() || depth > REFERENCES_MAX) {
      return;
    }
    Optional<JsonNode> target = target(schema, root);
    target.ifPresent(found -> collect(found, root, traits, depth + 1));
    boolean refIsAll = schema.has("$ref") && root.path("$schema").asText().contains("/draft-0");
    if (!refIsAll) {
      traits.add(new SchemaTrait(schema, root));
      schema.path("allOf").forEach(part -> collect(part, root, traits, depth + 1));
    }
  }

  /** What {@code $ref} leads to inside of the document. */
  private static Optional<JsonNode> target(JsonNode schema, JsonNode root) {
    String ref = schema.path("$ref").asText();
    boolean isPointer = ref.equals("#") || ref.startsWith("#/");
    JsonNode found = isPointer ? root.at(JsonPointer.compile(ref.substring(1))) : null;
    return Optional.ofNullable(found).filter(JsonNode::isObject);
  }

  @Override
  public Set<Type> types() {
    Set<Type> types = EnumSet.noneOf(Type.class);
    JsonNode type = schema.path("type");
    if (type.isTextual()) {
      types.addAll(Type.named(type.textValue()));
    } else if (type.isArray()) {
      type.forEach(word -> types.addAll(Type.named(word.asText())));
    } else {
      types.addAll(Type.all());
    }
    values().ifPresent(values -> types.retainAll(values.stream().map(Type::of).toList()));
    Stream.of("anyOf", "oneOf").forEach(key -> choose(schema.path(key), types));
    return types;
  }

  /** One of the branches holds, so that the types of all together are left. */
  private void choose(JsonNode branches, Set<Type> types) {
    Set<Type> any = EnumSet.noneOf(Type.class);
    for (JsonNode branch : branches) {
      JsonNode type = branch.path("type");
      any.addAll(type.isTextual() ? Type.named(type.textValue()) : Type.all());
    }
    if (!branches.isEmpty()) {
      types.retainAll(any);
    }
  }

  @Override
  public Optional<List<JsonNode>> values() {
    if (schema.has("const")) {
      return Optional.of(List.of(schema.get("const")));
    }
    if (schema.path("enum").isArray()) {
      List<JsonNode> values = new ArrayList<>();
      schema.path("enum").forEach(values::add);
      return Optional.of(values);
    }
    return Optional.empty();
  }

  @Override
  public Said field(String name) {
    JsonNode listed = schema.path("properties");
    if (listed.has(name)) {
      JsonNode property = listed.get(name);
      boolean isRefused = property.isBoolean() && !property.booleanValue();
      return isRefused ? new Refused(names(listed)) : new Is(Shape.of(property, root));
    }
    JsonNode others = schema.path("additionalProperties");
    boolean isOpen = CHOICES.stream().anyMatch(schema::has) || schema.has("allOf");
    if (!schema.path("patternProperties").isEmpty()) {
      return Said.OPEN;
    }
    if (isFalse(others) || (isFalse(schema.path("unevaluatedProperties")) && !isOpen)) {
      return new Refused(names(listed));
    }
    if (others.isObject() && !others.isEmpty()) {
      return new Is(Shape.of(others, root));
    }
    if (isOpen) {
      return Said.OPEN;
    }
    return listed.isEmpty() ? Said.NOTHING : new Unlisted(names(listed));
  }

  @Override
  public Said element() {
    JsonNode items = schema.path("items");
    boolean isPlain = items.isObject() && !schema.has("prefixItems");
    return isPlain ? new Is(Shape.of(items, root)) : Said.NOTHING;
  }

  private static boolean isFalse(JsonNode schema) {
    return schema.isBoolean() && !schema.booleanValue();
  }

  private static Set<String> names(JsonNode properties) {
    Set<String> names = new LinkedHashSet<>();
    properties.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
