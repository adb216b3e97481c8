package dev.ktsu.gateway.provider.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.schema.Schema;
import dev.ktsu.schema.Violation;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes a value that satisfies a JSON Schema, the same one each time. Understood: {@code const},
 * {@code default}, {@code examples}, {@code enum}, {@code type}, {@code properties}, {@code
 * required}, {@code items}, {@code prefixItems}, bounds of numbers, texts and arrays, {@code
 * pattern} and {@code format} in their common forms, {@code anyOf}, {@code oneOf}, {@code allOf}
 * and {@code $ref} within the document. What comes out is checked against the schema as a whole.
 */
final class Sample {
  /** Below it only required properties are filled, so that a recursive schema comes to an end. */
  private static final int OPTIONAL_DEPTH_MAX = 4;

  private static final int DEPTH_MAX = 32;
  private static final BigDecimal FULL_CONFIDENCE = new BigDecimal("1.0");

  private final JsonNode root;
  private final Echo echo;

  private Sample(JsonNode root, Echo echo) {
    this.root = root;
    this.echo = echo;
  }

  /**
   * A value for {@code schema}.
   *
   * @throws NoSample when none could be made up
   */
  static JsonNode of(JsonNode schema, Echo echo) {
    JsonNode value = new Sample(schema, echo).value(schema, new Spot("", "", 0));
    List<Violation> violations = check(schema, value);
    if (!violations.isEmpty()) {
      Violation first = violations.get(0);
      throw new NoSample(first.pointer(), first.message());
    }
    return value;
  }

  private static List<Violation> check(JsonNode schema, JsonNode value) {
    try {
      return Schema.compile(Schema.ignoringReserved(schema)).check(Schema.withoutReserved(value));
    } catch (IllegalArgumentException broken) {
      throw new NoSample("", String.valueOf(broken.getMessage()));
    }
  }

  /** Where a value stands: its pointer, the property it belongs to, how deep. */
  private record Spot(String pointer, String property, int depth) {
    Spot below(String key) {
      return new Spot(pointer + "/" + key, key, depth + 1);
    }

    Spot item(int index) {
      return new Spot(pointer + "/" + index, property, depth + 1);
    }
  }

  private JsonNode value(JsonNode given, Spot spot) {
    if (spot.depth() > DEPTH_MAX) {
      throw new NoSample(spot.pointer(), "the schema asks for values without end");
    }
    JsonNode schema = flat(given, spot);
    JsonNode told = told(schema);
    return told.isMissingNode() ? made(schema, spot) : told;
  }

  /** The value that the schema itself names. */
  private static JsonNode told(JsonNode schema) {
    if (schema.has("const")) {
      return schema.get("const");
    }
    if (schema.has("default")) {
      return schema.get("default");
    }
    JsonNode example = schema.path("examples").path(0);
    return example.isMissingNode() ? schema.path("enum").path(0) : example;
  }

  private JsonNode made(JsonNode schema, Spot spot) {
    return switch (type(schema)) {
      case "object" -> object(schema, spot);
      case "array" -> array(schema, spot);
      case "integer" -> DecimalNode.valueOf(SampleNumber.of(schema, true, spot.pointer()));
      case "number" ->
          spot.property().equals("ktsu_confidence")
              ? DecimalNode.valueOf(FULL_CONFIDENCE)
              : DecimalNode.valueOf(SampleNumber.of(schema, false, spot.pointer()));
      case "boolean" -> BooleanNode.valueOf(!spot.property().startsWith("ktsu_"));
      case "null" -> NullNode.instance;
      case "string" ->
          TextNode.valueOf(SampleText.of(schema, echo.sentence(spot.property()), spot.pointer()));
      default -> throw new NoSample(spot.pointer(), "unknown type \"" + type(schema) + "\"");
    };
  }

  private static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    if (type.isArray()) {
      return type.valueStream()
          .map(JsonNode::asText)
          .filter(name -> !name.equals("null"))
          .findFirst()
          .orElse("null");
    }
    if (type.isTextual()) {
      return type.asText();
    }
    return schema.has("properties") || schema.has("required")
        ? "object"
        : schema.has("items") || schema.has("prefixItems") || schema.has("minItems")
            ? "array"
            : schema.has("minimum") || schema.has("maximum") || schema.has("multipleOf")
                ? "number"
                : "string";
  }

  private ObjectNode object(JsonNode schema, Spot spot) {
    JsonNode properties = schema.path("properties");
    Set<String> names = new LinkedHashSet<>();
    if (spot.depth() <= OPTIONAL_DEPTH_MAX) {
      properties.fieldNames().forEachRemaining(names::add);
    }
    schema.path("required").forEach(name -> names.add(name.asText()));
    names.remove("ktsu_skip_reason");
    ObjectNode object = Json.object();
    for (String name : names) {
      JsonNode property = properties.path(name);
      object.set(
          name, value(property.isMissingNode() ? Json.object() : property, spot.below(name)));
    }
    return object;
  }

  private ArrayNode array(JsonNode schema, Spot spot) {
    JsonNode first = schema.path("prefixItems");
    JsonNode items = schema.path("items");
    int wanted = Math.max(schema.path("minItems").asInt(0), first.size());
    boolean open = items.isObject() && spot.depth() <= OPTIONAL_DEPTH_MAX;
    int size = Math.min(Math.max(wanted, open ? 1 : 0), schema.path("maxItems").asInt(1_000));
    ArrayNode array = Json.array();
    for (int i = 0; i < size; i++) {
      JsonNode item = first.has(i) ? first.get(i) : items;
      array.add(value(item.isMissingNode() ? Json.object() : item, spot.item(i)));
    }
    return array;
  }

  /** The schema with references followed and its alternatives and parts merged in. */
  private JsonNode flat(JsonNode given, Spot spot) {
    if (given.isBoolean() && !given.asBoolean()) {
      throw new NoSample(spot.pointer(), "no value is allowed");
    }
    JsonNode schema = given;
    for (int hops = 0; schema.has("$ref"); hops++) {
      if (hops > DEPTH_MAX) {
        throw new NoSample(spot.pointer(), "$ref leads in a circle");
      }
      ObjectNode target = target(schema.get("$ref").asText(), spot).deepCopy();
      schema = merged(target, without(schema, "$ref"));
    }
    for (JsonNode part : schema.path("allOf")) {
      schema = merged(without(schema, "allOf"), flat(part, spot));
    }
    return alternative(alternative(schema, "anyOf", spot), "oneOf", spot);
  }

  private JsonNode alternative(JsonNode schema, String keyword, Spot spot) {
    NoSample last = new NoSample(spot.pointer(), keyword + " has no alternative");
    for (JsonNode choice : schema.path(keyword)) {
      try {
        JsonNode whole = merged(without(schema, keyword), flat(choice, spot));
        value(whole, spot);
        return whole;
      } catch (NoSample impossible) {
        last = impossible;
      }
    }
    if (schema.has(keyword)) {
      throw last;
    }
    return schema;
  }

  private ObjectNode target(String reference, Spot spot) {
    JsonNode target =
        reference.equals("#")
            ? root
            : reference.startsWith("#/")
                ? root.at(reference.substring(1))
                : MissingNode.getInstance();
    if (target instanceof ObjectNode schema) {
      return schema;
    }
    throw new NoSample(spot.pointer(), "$ref \"" + reference + "\" is not in this schema");
  }

  private static ObjectNode without(JsonNode schema, String keyword) {
    ObjectNode copy = schema.deepCopy();
    copy.remove(keyword);
    return copy;
  }

  /** Both at once: properties and required names are united, of other keywords the second wins. */
  private static ObjectNode merged(JsonNode one, JsonNode other) {
    ObjectNode both = one.isObject() ? one.deepCopy() : Json.object();
    for (var entry : other.properties()) {
      JsonNode before = both.get(entry.getKey());
      if (before instanceof ObjectNode object && entry.getKey().equals("properties")) {
        both.set("properties", object.setAll((ObjectNode) entry.getValue()));
      } else if (before instanceof ArrayNode names && entry.getKey().equals("required")) {
        names.addAll((ArrayNode) entry.getValue());
      } else {
        both.set(entry.getKey(), entry.getValue());
      }
    }
    return both;
  }
}
