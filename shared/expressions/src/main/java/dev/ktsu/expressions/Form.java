package dev.ktsu.expressions;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/** What an expression is made of, as far as it can be told without a scope. */
public sealed interface Form {
  /** Every path that is read from the scope, in the order of the text. */
  default Stream<Path> paths() {
    return switch (this) {
      case Path path -> Stream.of(path);
      case Literal literal -> Stream.empty();
      case Comparison(Form left, String operator, Form right) -> both(left, right);
      case And(Form left, Form right) -> both(left, right);
      case Or(Form left, Form right) -> both(left, right);
      case Not(Form of) -> of.paths();
      case Opaque opaque -> opaque.reads().stream().flatMap(Form::paths);
    };
  }

  /** A part of a path. */
  sealed interface Link {}

  /** A field of an object. */
  record Name(String name) implements Link {}

  /** An element of a list; counts from 0, from the end below 0. */
  record Index(int index) implements Link {}

  /**
   * Fields and elements alone: {@code step.fetch.items[0].id}.
   *
   * @param links not empty; the first is a name
   * @param position of its first character in the expression
   */
  record Path(List<Link> links, int position) implements Form {
    public Path {
      links = List.copyOf(links);
    }
  }

  record Literal(JsonNode value) implements Form {}

  /**
   * @param operator one of {@code == != < <= > >=}
   */
  record Comparison(Form left, String operator, Form right) implements Form {}

  record And(Form left, Form right) implements Form {}

  record Or(Form left, Form right) implements Form {}

  record Not(Form of) implements Form {}

  /**
   * Anything else: a function, a filter, a projection, and paths that go on from one.
   *
   * @param reads what it takes from the scope
   * @param type of what it yields, if that is not null, by its word in a JSON Schema; empty when
   *     only a run can tell
   */
  record Opaque(List<Form> reads, String type) implements Form {
    public Opaque {
      reads = List.copyOf(reads);
    }

    Opaque(List<Form> reads) {
      this(reads, "");
    }
  }

  private static Stream<Path> both(Form left, Form right) {
    return Stream.concat(left.paths(), right.paths());
  }
}
