package dev.ktsu.project;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.project.yaml.Mark;
import dev.ktsu.project.yaml.Node;
import dev.ktsu.project.yaml.Node.Entry;
import dev.ktsu.project.yaml.Node.Mapping;
import dev.ktsu.project.yaml.Node.Scalar;
import dev.ktsu.project.yaml.Node.Sequence;
import dev.ktsu.schema.MetaSchema;
import dev.ktsu.schema.Violation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A cursor over one mapping of a file. Each question names a key, which makes the key known; at the
 * {@link #end} every other key is reported. A wrong value is reported and taken as absent, so that
 * one pass over a file finds all that is wrong with it. A key without a value counts as absent.
 */
final class Fields {
  private static final double LEAST_DOLLARS = 1e-9;
  private static final double MOST_DOLLARS = 1e9;

  private final SourceFile file;
  private final Mapping mapping;
  private final Set<String> known = new LinkedHashSet<>();

  Fields(SourceFile file, Mapping mapping) {
    this.file = file;
    this.mapping = mapping;
  }

  SourceFile file() {
    return file;
  }

  Mark mark() {
    return mapping.mark();
  }

  /** The place of a key that is there, else of the mapping. */
  Mark mark(String key) {
    Entry entry = mapping.entries().get(key);
    return entry == null ? mapping.mark() : entry.key();
  }

  boolean has(String key) {
    return node(key).isPresent();
  }

  /** Whether the key stands there and has no value. */
  boolean isLeftEmpty(String key) {
    return mapping.entries().containsKey(key) && !has(key);
  }

  Optional<Node> node(String key) {
    known.add(key);
    return Optional.ofNullable(mapping.entries().get(key))
        .map(Entry::value)
        .filter(value -> !(value instanceof Scalar scalar && scalar.isNull()));
  }

  /** A text; numbers and {@code true} are taken as they are written. */
  Optional<String> text(String key) {
    return scalar(key, "a text").map(Scalar::text);
  }

  String text(String key, String otherwise) {
    return text(key).orElse(otherwise);
  }

  /** A text that must be there and must not be blank. */
  String needText(String key) {
    Optional<String> text = text(key);
    if (node(key).isEmpty() || text.filter(String::isBlank).isPresent()) {
      missing(key);
    }
    return text.filter(present -> !present.isBlank()).orElse("");
  }

  /** A value in quotes or without, for a text that may hold expressions. */
  Optional<Scalar> scalar(String key, String expected) {
    return node(key)
        .flatMap(
            node -> {
              if (node instanceof Scalar scalar) {
                return Optional.of(scalar);
              }
              wrongType(key, expected, node);
              return Optional.empty();
            });
  }

  boolean flag(String key) {
    Optional<Scalar> scalar = scalar(key, "true or false");
    if (scalar.isPresent() && !scalar.get().value().isBoolean()) {
      wrongType(key, "true or false", scalar.get());
    }
    return scalar.isPresent() && scalar.get().value().asBoolean();
  }

  OptionalInt integer(String key, int least) {
    Optional<Scalar> scalar = scalar(key, "a whole number");
    if (scalar.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!scalar.get().value().isInt()) {
      wrongType(key, "a whole number", scalar.get());
      return OptionalInt.empty();
    }
    int value = scalar.get().value().intValue();
    if (value < least) {
      file.report(
          Rule.BAD_VALUE,
          mark(key),
          "\"" + key + "\" must be at least " + least + ", got " + value,
          "");
      return OptionalInt.empty();
    }
    return OptionalInt.of(value);
  }

  /** An amount of money; zero where none is said. */
  Usd dollars(String key) {
    OptionalDouble dollars = number(key, LEAST_DOLLARS, MOST_DOLLARS);
    return dollars.isPresent() ? Usd.of(BigDecimal.valueOf(dollars.getAsDouble())) : Usd.ZERO;
  }

  OptionalDouble number(String key, double least, double most) {
    Optional<Scalar> scalar = scalar(key, "a number");
    if (scalar.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (!scalar.get().value().isNumber()) {
      wrongType(key, "a number", scalar.get());
      return OptionalDouble.empty();
    }
    double value = scalar.get().value().doubleValue();
    if (value < least || value > most) {
      file.report(
          Rule.BAD_VALUE,
          mark(key),
          "\"%s\" must lie between %s and %s, got %s".formatted(key, least, most, value),
          "");
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(value);
  }

  /** One of a few words. */
  <T> T choice(String key, Map<String, T> words, T otherwise) {
    Optional<String> word = text(key);
    if (word.isPresent() && !words.containsKey(word.get())) {
      file.report(
          Rule.BAD_VALUE,
          mark(key),
          "\"" + key + "\" cannot be \"" + word.get() + "\"",
          Nearest.remedy(word.get(), words.keySet().stream().sorted().toList()));
    }
    return word.map(words::get).orElse(otherwise);
  }

  Optional<Fields> mapping(String key) {
    return node(key)
        .flatMap(
            node -> {
              if (node instanceof Mapping inner) {
                return Optional.of(new Fields(file, inner));
              }
              wrongType(key, "a mapping", node);
              return Optional.empty();
            });
  }

  Optional<Fields> needMapping(String key) {
    if (!has(key)) {
      missing(key);
    }
    return mapping(key);
  }

  /** A mapping whose keys the author chooses. */
  Map<String, Entry> entries(String key) {
    return mapping(key).map(Fields::entries).orElse(Map.of());
  }

  /** All entries; every key counts as known. */
  Map<String, Entry> entries() {
    known.addAll(mapping.entries().keySet());
    return mapping.entries();
  }

  List<Node> items(String key) {
    return switch (node(key).orElse(null)) {
      case null -> List.of();
      case Sequence list -> list.items();
      case Node other -> {
        wrongType(key, "a list", other);
        yield List.of();
      }
    };
  }

  /** A list of mappings. */
  List<Fields> mappings(String key) {
    List<Fields> all = new ArrayList<>();
    for (Node item : items(key)) {
      if (item instanceof Mapping inner) {
        all.add(new Fields(file, inner));
      } else {
        wrongItem(key, "mappings", item);
      }
    }
    return all;
  }

  /** A list of texts with their places; a text that stands there twice is reported. */
  Map<String, Mark> texts(String key) {
    Map<String, Mark> all = new LinkedHashMap<>();
    for (Node item : items(key)) {
      if (!(item instanceof Scalar scalar) || scalar.isNull()) {
        wrongItem(key, "texts", item);
      } else if (all.putIfAbsent(scalar.text(), scalar.mark()) != null) {
        file.report(
            Rule.DUPLICATE_ID, scalar.mark(), "\"" + scalar.text() + "\" stands here twice", "");
      }
    }
    return all;
  }

  /** The same, where a single text need not be a list. */
  Map<String, Mark> oneOrMore(String key) {
    return node(key).orElse(null) instanceof Scalar scalar
        ? Map.of(scalar.text(), scalar.mark())
        : texts(key);
  }

  /** A JSON Schema in order. */
  Optional<ObjectNode> schema(String key) {
    Optional<Fields> inner = mapping(key);
    if (inner.isEmpty()) {
      return Optional.empty();
    }
    Mapping node = inner.get().mapping;
    ObjectNode schema = (ObjectNode) node.json();
    List<Violation> faults = MetaSchema.check(schema);
    Set<String> places = new HashSet<>();
    for (Violation fault : faults) {
      // The first of a place tells enough: the others are further branches of one choice.
      if (!places.add(fault.pointer())) {
        continue;
      }
      file.report(
          Rule.BAD_SCHEMA,
          node.locate(JsonPointer.compile(fault.pointer())),
          "not a JSON Schema: " + fault,
          "");
    }
    return faults.isEmpty() ? Optional.of(schema) : Optional.empty();
  }

  /** Keys that other releases know and this one takes without a meaning. */
  void accept(String... keys) {
    known.addAll(List.of(keys));
  }

  /**
   * A key of the contract that this release cannot honour: never ignored.
   *
   * @param remedy where the same can be said, or how to do without
   */
  void notYet(String key, String remedy) {
    if (mapping.entries().containsKey(key)) {
      known.add(key);
      file.report(Rule.NOT_SUPPORTED, mark(key), "\"" + key + "\" is not supported yet", remedy);
    }
  }

  void missing(String key) {
    file.report(Rule.MISSING_FIELD, mapping.mark(), "missing \"" + key + "\"", "Add it.");
  }

  void wrongType(String key, String expected, Node got) {
    file.report(
        Rule.WRONG_TYPE,
        got.mark(),
        "\"" + key + "\" takes " + expected + ", not " + got.kind(),
        "");
  }

  /** Reports every key that nobody asked for. */
  void end() {
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (!known.contains(key)) {
                file.report(
                    Rule.UNKNOWN_KEY,
                    entry.key(),
                    "unknown key \"" + key + "\"",
                    Nearest.remedy(key, known));
              }
            });
  }

  private void wrongItem(String key, String expected, Node got) {
    file.report(
        Rule.WRONG_TYPE,
        got.mark(),
        "\"" + key + "\" is a list of " + expected + ", not of " + got.kind(),
        "");
  }
}
