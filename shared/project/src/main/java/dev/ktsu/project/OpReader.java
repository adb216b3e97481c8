package dev.ktsu.project;

import dev.ktsu.expressions.Expression;
import dev.ktsu.expressions.ExpressionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of a transform's operations: each is a mapping with one key, its name. */
final class OpReader {
  private static final List<String> WORDS =
      List.of("merge", "filter", "sort", "map", "flatten", "deduplicate");

  private final SourceFile file;
  private final Texts texts;
  private final Scope scope;

  OpReader(SourceFile file, Texts texts, Scope scope) {
    this.file = file;
    this.texts = texts;
    this.scope = scope;
  }

  List<Op> read(List<Fields> each) {
    List<Op> ops = new ArrayList<>();
    each.forEach(op -> op(op).ifPresent(ops::add));
    return ops;
  }

  private Optional<Op> op(Fields op) {
    List<String> names = List.copyOf(op.entries().keySet());
    if (names.size() != 1) {
      file.report(
          Rule.UNKNOWN_OP,
          op.mark(),
          "an op has one key, its name, not " + names.size(),
          "Write each op as an item of its own: " + String.join(", ", WORDS) + ".");
      return Optional.empty();
    }
    String name = names.getFirst();
    return switch (name) {
      case "merge" -> Optional.of(merge(op));
      case "filter" -> expression(op, name, "expr").map(this::filter);
      case "map" -> expression(op, name, "expr").map(Op.MapEach::new);
      case "deduplicate" -> expression(op, name, "field").map(Op.Deduplicate::new);
      case "sort" -> sort(op);
      case "flatten" -> flatten(op);
      default -> {
        file.report(
            Rule.UNKNOWN_OP,
            op.mark(name),
            "unknown op \"" + name + "\"",
            Nearest.remedy(name, WORDS));
        yield Optional.empty();
      }
    };
  }

  private Op merge(Fields op) {
    var ids = op.texts("merge");
    ids.forEach(
        (id, mark) -> {
          if (scope.steps().contains(id)) {
            texts.steps().add(id);
          } else {
            file.report(
                Rule.UNKNOWN_MERGE_STEP,
                mark,
                "there is no step \"" + id + "\"; it adds nothing",
                Nearest.remedy(id, scope.steps()));
          }
        });
    return new Op.Merge(List.copyOf(ids.keySet()));
  }

  /** The brackets make a list of the items for which the test holds. */
  private Op filter(Expression test) {
    try {
      return new Op.Filter(Expression.compile("[?" + test.source() + "]"));
    } catch (ExpressionException tooLong) {
      throw new IllegalStateException("a filter that compiles without its brackets", tooLong);
    }
  }

  private Optional<Op> sort(Fields op) {
    boolean descending =
        op.mapping("sort")
            .map(sort -> sort.choice("order", Map.of("asc", false, "desc", true)))
            .orElse(false);
    return expression(op, "sort", "field").map(field -> new Op.Sort(field, descending));
  }

  private Optional<Op> flatten(Fields op) {
    op.mapping("flatten");
    return Optional.of(new Op.Flatten());
  }

  private Optional<Expression> expression(Fields op, String name, String key) {
    if (!op.has(name)) {
      op.missing(name);
    }
    return op.mapping(name)
        .flatMap(given -> given.scalar(key, "an expression"))
        .map(text -> texts.relative(text, name));
  }
}
