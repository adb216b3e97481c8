package dev.ktsu.project.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What a value in a file may be, as its kind declares it. The readers ask it which keys there are,
 * which of them are needed, their words, bounds and defaults; the schema of the kind is made of the
 * same. A value that may be written in several ways has the keys of its mapping and the items of
 * its list.
 *
 * @param kind the whole declaration, in which references are looked up
 * @param declared of this value
 */
public record Grammar(ObjectNode kind, JsonNode declared) {
  /**
   * Keys of the contract that this release refuses, with what to write instead; no schema has it.
   */
  private static final String NOT_YET = "notYet";

  private static final String KEYS = "properties";
  private static final String OTHERS = "additionalProperties";

  /** All of a declaration. */
  static Grammar of(ObjectNode kind) {
    return new Grammar(kind, kind);
  }

  /** As a JSON Schema: all of it but what is not supported yet. */
  ObjectNode schema() {
    ObjectNode schema = ((ObjectNode) declared).deepCopy();
    schema.findParents(NOT_YET).forEach(one -> ((ObjectNode) one).remove(NOT_YET));
    return schema;
  }

  /** Every key that the mapping has by name, in the order in which files are written. */
  public Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    said(KEYS).fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** Whether authors choose keys of their own. */
  public boolean isOpen() {
    return !said(OTHERS).isBoolean();
  }

  /** Whether the mapping cannot do without the key. */
  public boolean needs(String key) {
    return said("required").valueStream().anyMatch(name -> name.textValue().equals(key));
  }

  /** Keys that are refused, with the remedy. */
  public Map<String, String> notYet() {
    Map<String, String> remedies = new LinkedHashMap<>();
    said(NOT_YET).forEachEntry((key, remedy) -> remedies.put(key, remedy.textValue()));
    return remedies;
  }

  /**
   * What the value under a key may be.
   *
   * @throws IllegalArgumentException when the mapping can have no such key
   */
  public Grammar key(String key) {
    JsonNode named = said(KEYS).path(key);
    if (!named.isMissingNode()) {
      return within(named);
    }
    if (!isOpen()) {
      throw new IllegalArgumentException("nothing declares the key \"" + key + "\"");
    }
    return within(said(OTHERS));
  }

  /** What each item of the list may be. */
  public Grammar item() {
    return within(said("items"));
  }

  /** The words of a choice, or those of the items of its list. */
  public List<String> words() {
    JsonNode words = said("enum").isMissingNode() ? item().said("enum") : said("enum");
    return words.valueStream().map(JsonNode::textValue).toList();
  }

  /** The least number. */
  public OptionalDouble least() {
    return number("minimum");
  }

  /** The largest number. */
  public OptionalDouble most() {
    return number("maximum");
  }

  /** The pattern of a text; an empty one for none. */
  public String pattern() {
    return said("pattern").asText();
  }

  /** What counts where nothing is written. */
  public Optional<JsonNode> preset() {
    return Optional.of(said("default")).filter(value -> !value.isMissingNode());
  }

  private OptionalDouble number(String keyword) {
    JsonNode bound = said(keyword);
    return bound.isNumber() ? OptionalDouble.of(bound.doubleValue()) : OptionalDouble.empty();
  }

  /** What the declaration says by itself, else by reference, else by its first way of writing. */
  private JsonNode said(String keyword) {
    JsonNode own = declared.path(keyword);
    if (!own.isMissingNode()) {
      return own;
    }
    if (declared.has("$ref")) {
      return within(kind.at(declared.path("$ref").textValue().substring(1))).said(keyword);
    }
    return declared
        .path("anyOf")
        .valueStream()
        .map(way -> within(way).said(keyword))
        .filter(value -> !value.isMissingNode())
        .findFirst()
        .orElse(MissingNode.getInstance());
  }

  private Grammar within(JsonNode other) {
    return new Grammar(kind, other);
  }
}
