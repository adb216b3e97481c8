package dev.ktsu.project.shape;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One thing that is known of a value; all traits of a {@link Shape} hold together. */
sealed interface Trait
    permits SchemaTrait, Trait.Fields, Trait.Elements, Trait.Outcome, Trait.Merged {
  /** The types that it can have. */
  Set<Type> types();

  /** The only values that it can have, where they are listed. */
  default Optional<List<JsonNode>> values() {
    return Optional.empty();
  }

  Said field(String name);

  Said element();

  /** What a trait says of a part. */
  sealed interface Said {
    Said NOTHING = new Nothing();
    Said OPEN = new Open();

    /** Of a field, what another shape knows of it. */
    static Said of(Member field) {
      return switch (field) {
        case Member.Known(Shape shape) -> new Is(shape);
        case Member.Open open -> NOTHING;
        case Member.Unlisted(Set<String> listed) -> new Unlisted(listed);
        case Member.Impossible(Set<String> listed) -> new Refused(listed);
        case Member.WrongType(Set<Type> types) -> new Refused(Set.of());
      };
    }
  }

  record Is(Shape shape) implements Said {}

  /** The schema lets it in, in a way that is not followed. */
  record Open() implements Said {}

  record Refused(Set<String> listed) implements Said {}

  record Unlisted(Set<String> listed) implements Said {}

  record Nothing() implements Said {}

  /** An object that the engine makes of these fields. */
  record Fields(Map<String, Shape> fields) implements Trait {
    @Override
    public Set<Type> types() {
      return Set.of(Type.OBJECT);
    }

    @Override
    public Said field(String name) {
      Shape shape = fields.get(name);
      return shape == null ? new Unlisted(fields.keySet()) : new Is(shape);
    }

    @Override
    public Said element() {
      return Said.NOTHING;
    }
  }

  /** A list. */
  record Elements(Shape each) implements Trait {
    @Override
    public Set<Type> types() {
      return Set.of(Type.ARRAY);
    }

    @Override
    public Said field(String name) {
      return Said.NOTHING;
    }

    @Override
    public Said element() {
      return new Is(each);
    }
  }

  /**
   * What a step leaves, which is another object when it has failed or was skipped.
   *
   * @param others fields of those objects
   */
  record Outcome(Shape output, Set<String> others) implements Trait {
    @Override
    public Set<Type> types() {
      Set<Type> types = output.types();
      types.add(Type.OBJECT);
      types.add(Type.NULL);
      return types;
    }

    @Override
    public Said field(String name) {
      return others.contains(name) ? Said.OPEN : Said.of(output.field(name));
    }

    @Override
    public Said element() {
      return switch (output.element()) {
        case Member.Known(Shape shape) -> new Is(shape);
        case Member.Open open -> Said.NOTHING;
        case Member.Unlisted unlisted -> Said.NOTHING;
        case Member.Impossible refused -> Said.NOTHING;
        case Member.WrongType wrong -> Said.NOTHING;
      };
    }
  }

  /** Several values of a shape in one: objects field by field, lists one after the other. */
  record Merged(Shape each) implements Trait {
    @Override
    public Set<Type> types() {
      return each.types();
    }

    @Override
    public Optional<List<JsonNode>> values() {
      boolean isMade = types().contains(Type.OBJECT) || types().contains(Type.ARRAY);
      return isMade ? Optional.empty() : each.values();
    }

    @Override
    public Said field(String name) {
      return Said.of(each.field(name)) instanceof Is(Shape shape)
          ? new Is(shape.merged())
          : Said.of(each.field(name));
    }

    @Override
    public Said element() {
      return each.element() instanceof Member.Known(Shape shape) ? new Is(shape) : Said.NOTHING;
    }
  }
}
