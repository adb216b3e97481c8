package dev.ktsu.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A compiled JSON Schema. Immutable: later changes of the tree it came from do not reach it. */
public final class Schema {
  /**
   * Names beginning so belong to the engine; an author may list them, the engine takes them out.
   */
  private static final String RESERVED = "ktsu_";

  private final JsonNode source;
  private final com.networknt.schema.Schema compiled;
  private final List<String> required;

  private Schema(JsonNode source) {
    this.source = source;
    this.compiled = Dialects.compile(source);
    List<String> names = new ArrayList<>();
    source.path("required").forEach(name -> names.add(name.asText()));
    this.required = List.copyOf(names);
  }

  /**
   * Compiles a schema that {@link MetaSchema#check} has found in order.
   *
   * @throws IllegalArgumentException when it is broken after all
   */
  public static Schema compile(JsonNode schema) {
    try {
      return new Schema(schema.deepCopy());
    } catch (RuntimeException broken) {
      throw new IllegalArgumentException("not a JSON Schema: " + broken.getMessage(), broken);
    }
  }

  /**
   * The schema without the names beginning {@code ktsu_} in {@code required} and {@code properties}
   * of its top level: what an output has to satisfy once the engine took its reserved fields.
   */
  public static JsonNode ignoringReserved(JsonNode schema) {
    if (!(schema.deepCopy() instanceof ObjectNode copy)) {
      return schema;
    }
    if (copy.get("properties") instanceof ObjectNode properties) {
      properties.remove(
          properties
              .propertyStream()
              .map(Map.Entry::getKey)
              .filter(name -> name.startsWith(RESERVED))
              .toList());
    }
    if (copy.get("required") instanceof ArrayNode names) {
      ArrayNode kept = copy.putArray("required");
      names.forEach(
          name -> {
            if (!name.asText().startsWith(RESERVED)) {
              kept.add(name);
            }
          });
    }
    return copy;
  }

  /**
   * The value without the names beginning {@code ktsu_} of its top level: what is left of an output
   * once the engine took its reserved fields. A schema that allows no further fields allows them.
   */
  public static JsonNode withoutReserved(JsonNode value) {
    if (!(value instanceof ObjectNode object)) {
      return value;
    }
    ObjectNode left = object.objectNode();
    object
        .properties()
        .forEach(
            field -> {
              if (!field.getKey().startsWith(RESERVED)) {
                left.set(field.getKey(), field.getValue());
              }
            });
    return left;
  }

  /**
   * The violations in the value, in the schema's order, at most a hundred; empty when it is valid.
   * A check that takes too long for the size of the value is given up, and is a violation.
   */
  public List<Violation> check(JsonNode value) {
    return Dialects.check(compiled, value);
  }

  /**
   * The value with the {@code default} of each absent property filled in, also in nested objects
   * that are present. The value given stays as it is.
   */
  public JsonNode withDefaults(JsonNode value) {
    return value instanceof ObjectNode object ? filled(object, source) : value;
  }

  /** The names in {@code required} of the top level, in order. */
  public List<String> required() {
    return required;
  }

  private static ObjectNode filled(ObjectNode value, JsonNode schema) {
    ObjectNode result = value.objectNode();
    result.setAll(value);
    for (var property : schema.path("properties").properties()) {
      JsonNode present = value.get(property.getKey());
      JsonNode preset = property.getValue().get("default");
      if (present instanceof ObjectNode nested) {
        result.set(property.getKey(), filled(nested, property.getValue()));
      } else if (present == null && preset != null) {
        result.set(property.getKey(), preset.deepCopy());
      }
    }
    return result;
  }
}
