package dev.ktsu.project.shape;

import java.util.Set;

/** What is known of a field or an element of a value. */
public sealed interface Member {
  /** It may be there, and then is so. */
  record Known(Shape shape) implements Member {}

  /** Nothing is known. */
  record Open() implements Member {}

  /**
   * Nothing says that it is there, while others are listed.
   *
   * @param listed the names that it has
   */
  record Unlisted(Set<String> listed) implements Member {
    public Unlisted {
      listed = Set.copyOf(listed);
    }
  }

  /**
   * It is never there, since the schema lets no others in.
   *
   * @param listed the names that there can be
   */
  record Impossible(Set<String> listed) implements Member {
    public Impossible {
      listed = Set.copyOf(listed);
    }
  }

  /**
   * The value is of a type that has no such parts.
   *
   * @param types that it can have
   */
  record WrongType(Set<Type> types) implements Member {
    public WrongType {
      types = Set.copyOf(types);
    }
  }
}
