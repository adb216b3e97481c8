package dev.ktsu.project;

import dev.ktsu.expressions.Form;
import dev.ktsu.expressions.Form.Link;
import dev.ktsu.project.shape.Member;
import dev.ktsu.project.shape.Shape;
import dev.ktsu.project.shape.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of the values that the texts of one workflow read.
 *
 * @param params of the workflow
 * @param steps outputs by the id of their step; one that is not known yet may be anything
 * @param items by name: {@code item}, {@code item_index} and what the author calls them
 */
record Sight(Shape params, Map<String, Shape> steps, Map<String, Shape> items) {
  private static final Shape TEXT = Shape.typed("string");

  /** Of a workflow no step of which is known yet. */
  static Sight of(Workflow workflow) {
    Shape params = workflow.paramsSchema().<Shape>map(Shape::of).orElse(Shape.ANY);
    return new Sight(params, new HashMap<>(), Map.of());
  }

  /** The same for the texts of a step that is carried out for each element. */
  Sight over(Optional<String> name, Shape element) {
    Map<String, Shape> named = new HashMap<>();
    named.put("item", element);
    named.put("item_index", Shape.typed("integer"));
    name.ifPresent(
        as -> {
          named.put(as, element);
          named.put(as + "_index", Shape.typed("integer"));
        });
    return new Sight(params, steps, named);
  }

  /** A part of a path that leads to nothing, for {@link SourceFile#report}. */
  record Fault(Rule rule, String message, String remedy) {}

  /**
   * Where a path leads.
   *
   * @param shape anything where that is not known
   */
  record Seen(Shape shape, Optional<Fault> fault) {}

  /** Follows a path as far as something is known. */
  Seen see(Form.Path path) {
    List<Link> links = path.links();
    String root = nameOf(links.getFirst());
    if (items.containsKey(root)) {
      return follow(items.get(root), root, links.subList(1, links.size()));
    }
    boolean isNamespace = root.equals("params") || root.equals("env") || root.equals("step");
    if (isNamespace && links.size() > 1) {
      String name = nameOf(links.get(1));
      return follow(within(root, name), root + "." + name, links.subList(2, links.size()));
    }
    return follow(steps.getOrDefault(root, Shape.ANY), root, links.subList(1, links.size()));
  }

  /** A name that is not declared has been told already. */
  private Shape within(String namespace, String name) {
    return switch (namespace) {
      case "env" -> TEXT;
      case "step" -> steps.getOrDefault(name, Shape.ANY);
      default -> params.field(name) instanceof Member.Known(Shape shape) ? shape : Shape.ANY;
    };
  }

  /**
   * Follows links from a value.
   *
   * @param called how messages call it
   */
  static Seen follow(Shape from, String called, List<Link> links) {
    Shape shape = from;
    String at = called;
    for (Link link : links) {
      Member member =
          switch (link) {
            case Form.Name(String name) -> shape.field(name);
            case Form.Index index -> shape.element();
          };
      if (!(member instanceof Member.Known(Shape known))) {
        return new Seen(Shape.ANY, fault(member, at, link));
      }
      shape = known;
      at = longer(at, link);
    }
    return new Seen(shape, Optional.empty());
  }

  private static Optional<Fault> fault(Member member, String at, Link link) {
    String name = nameOf(link);
    String field = at + " has no field \"" + name + "\"";
    return switch (member) {
      case Member.Known known -> Optional.empty();
      case Member.Open open -> Optional.empty();
      case Member.Unlisted(Set<String> listed) ->
          Optional.of(
              new Fault(
                  Rule.UNLISTED_READ,
                  at + " is not known to have a field \"" + name + "\"",
                  remedy(name, listed)));
      case Member.Impossible(Set<String> listed) ->
          Optional.of(new Fault(Rule.IMPOSSIBLE_READ, field, remedy(name, listed)));
      case Member.WrongType(Set<Type> types) ->
          Optional.of(
              new Fault(
                  Rule.IMPOSSIBLE_READ,
                  at
                      + " is "
                      + Type.words(types)
                      + (link instanceof Form.Index
                          ? " and has no elements"
                          : " and has no field \"" + name + "\""),
                  ""));
    };
  }

  private static String remedy(String name, Set<String> listed) {
    return Nearest.remedy(name, listed.stream().sorted().toList());
  }

  private static String nameOf(Link link) {
    return switch (link) {
      case Form.Name(String name) -> name;
      case Form.Index(int index) -> Integer.toString(index);
    };
  }

  private static String longer(String path, Link link) {
    return switch (link) {
      case Form.Name(String name) -> path + "." + name;
      case Form.Index(int index) -> path + "[" + index + "]";
    };
  }

  /** What is known of the value of a whole expression. */
  Shape shape(Form form) {
    return switch (form) {
      case Form.Path path -> see(path).shape();
      case Form.Literal(var value) -> Shape.exactly(value);
      case Form.Comparison made -> Shape.typed("boolean");
      case Form.Not made -> Shape.typed("boolean");
      case Form.And made -> Shape.ANY;
      case Form.Or made -> Shape.ANY;
      case Form.Opaque made -> made.type().isEmpty() ? Shape.ANY : Shape.typed(made.type());
    };
  }
}
