package dev.ktsu.project.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.ktsu.project.shape.Trait.Said;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a value before it is there. A value that a text reads may always be null as
 * well: nothing there is null.
 */
public final class Shape {
  /** Nothing is known. */
  public static final Shape ANY = new Shape(List.of());

  private final List<Trait> traits;

  private Shape(List<? extends Trait> traits) {
    this.traits = List.copyOf(traits);
  }

  /**
   * Of a value that satisfies a JSON Schema.
   *
   * @param schema not to be changed
   */
  public static Shape of(JsonNode schema) {
    return of(schema, schema);
  }

  static Shape of(JsonNode schema, JsonNode root) {
    return new Shape(SchemaTrait.of(schema, root));
  }

  /** Of a value of one type, by its word in a schema. */
  public static Shape typed(String word) {
    return of(JsonNodeFactory.instance.objectNode().put("type", word));
  }

  /** Of one value. */
  public static Shape exactly(JsonNode value) {
    return of(JsonNodeFactory.instance.objectNode().set("const", value));
  }

  /** Of an object that the engine makes. */
  public static Shape object(Map<String, Shape> fields) {
    return new Shape(List.of(new Trait.Fields(new LinkedHashMap<>(fields))));
  }

  /** Of a list. */
  public static Shape list(Shape each) {
    return new Shape(List.of(new Trait.Elements(each)));
  }

  /**
   * Of what a step leaves.
   *
   * @param others fields of what is there instead when it gave no output
   */
  public Shape orElse(Set<String> others) {
    return new Shape(List.of(new Trait.Outcome(this, others)));
  }

  /** Of several such values merged in depth: which lists and objects there can be is not known. */
  public Shape merged() {
    return new Shape(List.of(new Trait.Merged(this)));
  }

  /** Of a value for which both hold. */
  public Shape and(Shape other) {
    List<Trait> both = new ArrayList<>(traits);
    both.addAll(other.traits);
    return new Shape(both);
  }

  /** The types that it can have; all of them when what is said contradicts itself. */
  public Set<Type> types() {
    Set<Type> types = Type.all();
    traits.forEach(trait -> types.retainAll(trait.types()));
    return types.isEmpty() ? Type.all() : EnumSet.copyOf(types);
  }

  /** Whether it is a list and nothing else. */
  public boolean isList() {
    return types().equals(EnumSet.of(Type.ARRAY));
  }

  /** The only values that it can have, null apart; empty when they are not listed. */
  public Optional<List<JsonNode>> values() {
    Optional<List<JsonNode>> all = Optional.empty();
    for (Trait trait : traits) {
      Optional<List<JsonNode>> more = trait.values();
      all =
          all.isEmpty() ? more : more.isEmpty() ? all : Optional.of(shared(all.get(), more.get()));
    }
    return all.filter(values -> !values.isEmpty());
  }

  private static List<JsonNode> shared(Collection<JsonNode> some, Collection<JsonNode> others) {
    return some.stream().filter(one -> Values.meet(List.of(one), others)).toList();
  }

  /** Whether a value other than null can be both. */
  public boolean meets(Shape other) {
    Set<Type> shared = types();
    shared.retainAll(other.types());
    Set<Type> mine = types();
    mine.remove(Type.NULL);
    if (mine.isEmpty() || Collections.disjoint(mine, shared)) {
      return mine.isEmpty();
    }
    Optional<List<JsonNode>> some = values();
    Optional<List<JsonNode>> others = other.values();
    return some.isEmpty() || others.isEmpty() || Values.meet(some.get(), others.get());
  }

  /** What is known of a field. */
  public Member field(String name) {
    return types().contains(Type.OBJECT)
        ? member(traits.stream().map(trait -> trait.field(name)).toList())
        : new Member.WrongType(types());
  }

  /** What is known of the elements of a list. */
  public Member element() {
    return types().contains(Type.ARRAY)
        ? member(traits.stream().map(Trait::element).toList())
        : new Member.WrongType(types());
  }

  /** A refusal counts most, then what the part is, then what cannot be followed. */
  private static Member member(List<Said> said) {
    List<Shape> shapes = new ArrayList<>();
    Set<String> listed = new LinkedHashSet<>();
    boolean isOpen = false;
    for (Said each : said) {
      switch (each) {
        case Trait.Refused(Set<String> names) -> {
          return new Member.Impossible(names);
        }
        case Trait.Is(Shape shape) -> shapes.add(shape);
        case Trait.Unlisted(Set<String> names) -> listed.addAll(names);
        case Trait.Open open -> isOpen = true;
        case Trait.Nothing nothing -> {}
      }
    }
    if (!shapes.isEmpty()) {
      return new Member.Known(shapes.stream().reduce(ANY, Shape::and));
    }
    return isOpen || listed.isEmpty() ? new Member.Open() : new Member.Unlisted(listed);
  }
}
