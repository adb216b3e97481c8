package dev.ktsu.project.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.project.format.Written.Items;
import dev.ktsu.project.format.Written.Key;
import dev.ktsu.project.format.Written.Keys;
import dev.ktsu.project.format.Written.Leaf;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which mappings of a file have their keys in another order than the schema of its kind. Merge keys
 * come first, keys that the schema does not know last, as they stand. Where authors choose the
 * keys, their order is kept.
 */
final class KeyOrder {
  private static final String MERGE = "<<";

  private final ObjectNode document;
  private final Map<Keys, List<Key>> wanted = new IdentityHashMap<>();

  private KeyOrder(ObjectNode document) {
    this.document = document;
  }

  /** The order to bring about, for each mapping that has another one. */
  static Map<Keys, List<Key>> of(Written root, ObjectNode schema) {
    KeyOrder order = new KeyOrder(schema);
    order.visit(root, schema);
    return order.wanted;
  }

  private void visit(Written value, JsonNode schema) {
    switch (value) {
      case Leaf ignored -> {}
      case Items list ->
          list.items().forEach(item -> visit(item, find(schema, view -> view.path("items"))));
      case Keys mapping -> {
        compare(mapping, find(schema, view -> view.path("properties")));
        mapping.keys().forEach(key -> visit(key.value(), schemaOf(key.name(), schema)));
      }
    }
  }

  private JsonNode schemaOf(String key, JsonNode schema) {
    JsonNode own = find(schema, view -> view.path("properties").path(key));
    return own.isMissingNode()
        ? find(schema, view -> object(view.path("additionalProperties")))
        : own;
  }

  private static JsonNode object(JsonNode schema) {
    return schema.isObject() ? schema : MissingNode.getInstance();
  }

  private void compare(Keys mapping, JsonNode properties) {
    List<String> names = new ArrayList<>();
    properties.fieldNames().forEachRemaining(names::add);
    List<Key> sorted = new ArrayList<>(mapping.keys());
    sorted.sort(Comparator.comparingInt(key -> rank(key.name(), names)));
    if (!names.isEmpty() && !sorted.equals(mapping.keys())) {
      wanted.put(mapping, sorted);
    }
  }

  private static int rank(String key, List<String> names) {
    int known = names.indexOf(key);
    return key.equals(MERGE) ? -1 : known < 0 ? names.size() : known;
  }

  private interface Look {
    JsonNode at(JsonNode schema);
  }

  /** What a schema has, or that which it refers to, or the first of its alternatives. */
  private JsonNode find(JsonNode schema, Look look) {
    JsonNode found = look.at(schema);
    if (found.isMissingNode() && schema.has("$ref")) {
      found = find(document.at(schema.path("$ref").textValue().substring(1)), look);
    }
    for (JsonNode branch : schema.path("anyOf")) {
      found = found.isMissingNode() ? find(branch, look) : found;
    }
    return found;
  }
}
