package dev.ktsu.project;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.project.kinds.FileKind;
import dev.ktsu.project.kinds.Grammar;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A cursor over one mapping of a file, which knows by its {@link Grammar} what may stand there. A
 * key that is not declared is reported at once; a needed one that is missing, and a wrong value, by
 * the question for it. What is wrong is then taken as absent, so that one pass over a file finds
 * all of it. A key without a value counts as absent, and where a default is declared, an absent one
 * has it.
 */
final class Fields {
  private static final String VISIBLE = "\\S";

  private final SourceFile file;
  private final Mapping mapping;
  private final Grammar grammar;

  private Fields(SourceFile file, Mapping mapping, Grammar grammar) {
    this.file = file;
    this.mapping = mapping;
    this.grammar = grammar;
  }

  /** All of a file. */
  static Fields of(SourceFile file, FileKind kind) {
    return new Fields(file, file.root(), kind.grammar()).checked();
  }

  private Fields checked() {
    Map<String, String> notYet = grammar.notYet();
    Set<String> known = grammar.keys();
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (notYet.containsKey(key)) {
                String message = "\"" + key + "\" is not supported yet";
                file.report(Rule.NOT_SUPPORTED, entry.key(), message, notYet.get(key));
              } else if (!grammar.isOpen() && !known.contains(key)) {
                String remedy = Nearest.remedy(key, known);
                file.report(Rule.UNKNOWN_KEY, entry.key(), "unknown key \"" + key + "\"", remedy);
              }
            });
    return this;
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

  /**
   * Any value.
   *
   * @throws IllegalArgumentException as every question does, for a key that the kind does not have
   */
  Optional<Node> node(String key) {
    grammar.key(key);
    return Optional.ofNullable(mapping.entries().get(key))
        .map(Entry::value)
        .filter(value -> !(value instanceof Scalar scalar && scalar.isNull()));
  }

  private Optional<Node> asked(String key) {
    Optional<Node> node = node(key);
    if (node.isEmpty() && grammar.needs(key)) {
      missing(key);
    }
    return node;
  }

  /** A text, the declared default for none, else an empty one. */
  String text(String key) {
    return given(key).orElse("");
  }

  /**
   * A text that may be left out, or has a default. Numbers and {@code true} are taken as they are
   * written; a blank is no value where one is needed.
   */
  Optional<String> given(String key) {
    Grammar declared = grammar.key(key);
    Optional<String> text = scalar(key, "a text").map(Scalar::text);
    boolean blankIsNone = grammar.needs(key) || declared.pattern().equals(VISIBLE);
    if (blankIsNone && text.filter(String::isBlank).isPresent()) {
      missing(key);
      return Optional.empty();
    }
    return text.or(() -> declared.preset().map(JsonNode::asText));
  }

  /** Reports a text that must be there and is not; for one that is read by {@link #scalar}. */
  void need(String key) {
    given(key);
  }

  /** A value in quotes or without, for a text that may hold expressions. */
  Optional<Scalar> scalar(String key, String expected) {
    return asked(key)
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

  /** A whole number within its bounds; empty for none without a default. */
  OptionalInt integer(String key) {
    return scalar(key, "a whole number")
        .filter(scalar -> isInteger(key, scalar))
        .map(scalar -> OptionalInt.of(scalar.value().intValue()))
        .orElseGet(() -> preset(key));
  }

  private boolean isInteger(String key, Scalar scalar) {
    if (!scalar.value().isInt()) {
      wrongType(key, "a whole number", scalar);
      return false;
    }
    int value = scalar.value().intValue();
    Grammar declared = grammar.key(key);
    int least = (int) declared.least().orElse(Integer.MIN_VALUE);
    int most = (int) declared.most().orElse(Integer.MAX_VALUE);
    if (value < least || value > most) {
      String bound = value < least ? "at least " + least : "at most " + most;
      badValue(key, "\"" + key + "\" must be " + bound + ", got " + value);
      return false;
    }
    return true;
  }

  /** The declared default of a whole number. */
  OptionalInt preset(String key) {
    return grammar
        .key(key)
        .preset()
        .map(JsonNode::intValue)
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  /** An amount of money; zero where none is said. */
  Usd dollars(String key) {
    OptionalDouble dollars = number(key);
    return dollars.isPresent() ? Usd.of(BigDecimal.valueOf(dollars.getAsDouble())) : Usd.ZERO;
  }

  /** A number within its bounds; empty for none without a default. */
  OptionalDouble number(String key) {
    Optional<Double> written =
        scalar(key, "a number")
            .filter(scalar -> isNumber(key, scalar))
            .map(scalar -> scalar.value().doubleValue());
    return written
        .or(() -> grammar.key(key).preset().map(JsonNode::doubleValue))
        .map(OptionalDouble::of)
        .orElse(OptionalDouble.empty());
  }

  private boolean isNumber(String key, Scalar scalar) {
    if (!scalar.value().isNumber()) {
      wrongType(key, "a number", scalar);
      return false;
    }
    double value = scalar.value().doubleValue();
    double least = grammar.key(key).least().orElseThrow();
    double most = grammar.key(key).most().orElseThrow();
    if (value < least || value > most) {
      badValue(key, "\"%s\" must lie between %s and %s, got %s".formatted(key, least, most, value));
      return false;
    }
    return true;
  }

  private void badValue(String key, String message) {
    file.report(Rule.BAD_VALUE, mark(key), message, "");
  }

  /**
   * One of the declared words, or the default among them.
   *
   * @param words what each of them means
   */
  <T> T choice(String key, Map<String, T> words) {
    String preset = grammar.key(key).preset().map(JsonNode::textValue).orElseThrow();
    return choice(key, words, Objects.requireNonNull(words.get(preset)));
  }

  /** The same without a default among them. */
  <T> T choice(String key, Map<String, T> words, T otherwise) {
    return word(key, words.keySet()).map(words::get).orElse(otherwise);
  }

  private Optional<String> word(String key, Set<String> meant) {
    List<String> words = grammar.key(key).words();
    if (!meant.equals(Set.copyOf(words))) {
      throw new IllegalArgumentException("\"" + key + "\" is declared with " + words);
    }
    Optional<String> word = scalar(key, "a text").map(Scalar::text);
    word.filter(written -> !words.contains(written))
        .ifPresent(
            wrong ->
                file.report(
                    Rule.BAD_VALUE,
                    mark(key),
                    "\"" + key + "\" cannot be \"" + wrong + "\"",
                    Nearest.remedy(wrong, words)));
    return word.filter(words::contains);
  }

  /** The words that the items of a list may be. */
  List<String> words(String key) {
    return grammar.key(key).words();
  }

  Optional<Fields> mapping(String key) {
    return asked(key)
        .flatMap(
            node -> {
              if (node instanceof Mapping inner) {
                return Optional.of(new Fields(file, inner, grammar.key(key)).checked());
              }
              wrongType(key, "a mapping", node);
              return Optional.empty();
            });
  }

  /** A mapping whose every key may be left out; an empty one for none. */
  Fields mappingOrEmpty(String key) {
    Mapping empty = new Mapping(mark(key), Map.of(), 1);
    return mapping(key).orElseGet(() -> new Fields(file, empty, grammar.key(key)));
  }

  /** All entries, where authors choose the keys. */
  Map<String, Entry> entries() {
    return mapping.entries();
  }

  List<Node> items(String key) {
    return switch (asked(key).orElse(null)) {
      case null -> List.of();
      case Sequence list -> list.items();
      case Node other -> {
        wrongType(key, "a list", other);
        yield List.of();
      }
    };
  }

  /** An item of the list under a key, where others are no mappings. */
  Fields item(String key, Mapping item) {
    return new Fields(file, item, grammar.key(key).item()).checked();
  }

  /** A list of mappings. */
  List<Fields> mappings(String key) {
    return unchecked(key).stream().map(Fields::checked).toList();
  }

  /** The same, where the reader says itself what is wrong with the keys. */
  List<Fields> unchecked(String key) {
    List<Fields> all = new ArrayList<>();
    for (Node item : items(key)) {
      if (item instanceof Mapping inner) {
        all.add(new Fields(file, inner, grammar.key(key).item()));
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
    return asked(key).orElse(null) instanceof Scalar scalar
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

  private void wrongItem(String key, String expected, Node got) {
    file.report(
        Rule.WRONG_TYPE,
        got.mark(),
        "\"" + key + "\" is a list of " + expected + ", not of " + got.kind(),
        "");
  }
}
