package dev.ktsu.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.schema.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Every mapping that a schema speaks of, each with documents around it that the schema takes: the
 * smallest ones, made of samples.
 */
final class Sites {
  private static final List<String> SAMPLES =
      List.of(
          "'a'",
          "'1s'",
          "'a=b'",
          "'http://a'",
          "1",
          "200",
          "true",
          "{'type':'object'}",
          "{}",
          "[]");

  private final ObjectNode document;
  private final List<Site> sites = new ArrayList<>();
  private final Map<JsonNode, JsonNode> samples = new HashMap<>();

  private Sites(ObjectNode document) {
    this.document = document;
  }

  /**
   * A mapping of a file.
   *
   * @param path from the root: names of properties, {@code []} and {@code {}}
   * @param schema what the schema says of it, references followed
   * @param bases contents that are taken, one for each of its alternatives
   * @param around makes a whole document of a content
   */
  record Site(
      String path, JsonNode schema, List<ObjectNode> bases, UnaryOperator<JsonNode> around) {
    @Override
    public String toString() {
      return path.isEmpty() ? "the file" : path;
    }

    boolean isOpen() {
      return !schema.path("additionalProperties").equals(Json.parse("false"));
    }

    List<String> properties() {
      return schema.path("properties").propertyStream().map(Map.Entry::getKey).toList();
    }
  }

  static Sites of(ObjectNode document) {
    Sites sites = new Sites(document);
    sites.visit("", document, content -> content);
    return sites;
  }

  List<Site> all() {
    return sites;
  }

  private void visit(String path, JsonNode given, UnaryOperator<JsonNode> around) {
    JsonNode schema = resolved(document, given);
    schema.path("anyOf").forEach(branch -> visit(path, branch, around));
    if (schema.has("properties")) {
      mapping(path, schema, around);
    }
    if (schema.has("items")) {
      visit(path + "[]", schema.path("items"), item -> around.apply(array(item)));
    }
    if (schema.path("additionalProperties").isObject()) {
      visit(
          path + "{}",
          schema.path("additionalProperties"),
          value -> around.apply(Json.object().set("any", value)));
    }
  }

  private void mapping(String path, JsonNode schema, UnaryOperator<JsonNode> around) {
    List<ObjectNode> bases = bases(schema);
    Site site = new Site(path, schema, bases, around);
    sites.add(site);
    for (String name : site.properties()) {
      JsonNode property = schema.path("properties").path(name);
      ObjectNode base =
          Stream.concat(bases.stream(), Stream.of(Json.object()))
              .filter(each -> takes(schema, with(each, name, sample(property))))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no sample of " + path + " with " + name));
      visit(
          path.isEmpty() ? name : path + "." + name,
          property,
          value -> around.apply(with(base, name, value)));
    }
  }

  /** The examples, and what is required, once with each alternative of {@code oneOf}. */
  private List<ObjectNode> bases(JsonNode schema) {
    List<ObjectNode> bases = new ArrayList<>();
    schema.path("examples").forEach(example -> bases.add((ObjectNode) example));
    JsonNode alternatives = schema.path("oneOf");
    for (JsonNode one : alternatives.isEmpty() ? Json.parse("[{}]") : alternatives) {
      ObjectNode base = Json.object();
      for (JsonNode names : List.of(schema.path("required"), one.path("required"))) {
        names.forEach(
            name -> base.set(name.asText(), sample(schema.path("properties").path(name.asText()))));
      }
      if (takes(schema, base)) {
        bases.add(base);
      }
    }
    if (schema.has("minProperties")) {
      schema
          .path("properties")
          .forEachEntry((name, one) -> bases.add(with(Json.object(), name, sample(one))));
    }
    return bases;
  }

  /** A value that a property of the site takes. */
  JsonNode sample(Site site, String name) {
    return sample(site.schema().path("properties").path(name));
  }

  private JsonNode sample(JsonNode given) {
    JsonNode known = samples.get(given);
    if (known == null) {
      known = found(given);
      samples.put(given, known);
    }
    return known;
  }

  private JsonNode found(JsonNode given) {
    JsonNode schema = resolved(document, given);
    if (schema.has("enum")) {
      return schema.path("enum").path(0);
    }
    List<JsonNode> candidates = new ArrayList<>();
    SAMPLES.forEach(text -> candidates.add(Json.parse(text.replace('\'', '"'))));
    if (schema.has("properties")) {
      candidates.addFirst(bases(schema).getFirst());
    }
    if (schema.has("items")) {
      candidates.addFirst(array(sample(schema.path("items"))));
    }
    return candidates.stream()
        .filter(value -> takes(schema, value))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no sample of " + schema));
  }

  private boolean takes(JsonNode schema, JsonNode value) {
    ObjectNode whole = ((ObjectNode) schema).deepCopy();
    whole.set("$defs", document.path("$defs"));
    return Schema.compile(whole).check(value).isEmpty();
  }

  /** The schema with that which it refers to; its own words come first. */
  static JsonNode resolved(ObjectNode document, JsonNode given) {
    JsonNode referred = referred(document, given);
    if (referred.isMissingNode()) {
      return given;
    }
    ObjectNode schema = (ObjectNode) resolved(document, referred).deepCopy();
    schema.setAll((ObjectNode) given);
    schema.remove("$ref");
    return schema;
  }

  /** What a schema refers to; missing for none. */
  static JsonNode referred(ObjectNode document, JsonNode schema) {
    return schema.has("$ref")
        ? document.at(schema.path("$ref").asText().substring(1))
        : MissingNode.getInstance();
  }

  static ObjectNode with(ObjectNode base, String name, JsonNode value) {
    ObjectNode object = base.deepCopy();
    object.set(name, value);
    return object;
  }

  private static ArrayNode array(JsonNode item) {
    return JsonNodeFactory.instance.arrayNode().add(item);
  }
}
