package dev.ktsu.expressions;

import io.burt.jmespath.Adapter;
import io.burt.jmespath.Expression;
import io.burt.jmespath.JmesPathType;
import io.burt.jmespath.function.ArgumentConstraints;
import io.burt.jmespath.function.BaseFunction;
import io.burt.jmespath.function.FunctionArgument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * {@code sort_by}, {@code max_by} and {@code min_by} over elements of any type, as in {@code
 * sort_by(words, &length(@))}; the library's own take objects alone.
 */
final class By extends BaseFunction {
  private final Way way;

  private enum Way {
    SORT,
    MAX,
    MIN
  }

  private record Keyed<T>(T element, T key) {}

  private By(String name, Way way) {
    super(
        name,
        ArgumentConstraints.arrayOf(ArgumentConstraints.anyValue()),
        ArgumentConstraints.expression());
    this.way = way;
  }

  static By sort() {
    return new By("sort_by", Way.SORT);
  }

  static By max() {
    return new By("max_by", Way.MAX);
  }

  static By min() {
    return new By("min_by", Way.MIN);
  }

  /** Of elements with the same key the first stays the first. */
  @Override
  protected <T> T callFunction(Adapter<T> runtime, List<FunctionArgument<T>> arguments) {
    List<Keyed<T>> all =
        keyed(runtime, runtime.toList(arguments.get(0).value()), arguments.get(1).expression());
    Comparator<Keyed<T>> byKey = (a, b) -> runtime.compare(a.key(), b.key());
    return switch (way) {
      case SORT -> runtime.createArray(all.stream().sorted(byKey).map(Keyed::element).toList());
      case MAX -> element(runtime, all.stream().max(byKey));
      case MIN -> element(runtime, all.stream().min(byKey));
    };
  }

  private static <T> T element(Adapter<T> runtime, Optional<Keyed<T>> found) {
    return found.map(Keyed::element).orElseGet(runtime::createNull);
  }

  /** Keys are all numbers or all texts. */
  private <T> List<Keyed<T>> keyed(Adapter<T> runtime, List<T> elements, Expression<T> expression) {
    List<Keyed<T>> all = new ArrayList<>(elements.size());
    JmesPathType wanted = JmesPathType.NULL;
    for (T element : elements) {
      T key = expression.search(element);
      JmesPathType type = runtime.typeOf(key);
      if (all.isEmpty() && type != JmesPathType.NUMBER && type != JmesPathType.STRING) {
        runtime.handleArgumentTypeError(this, "number or string", type.toString());
      } else if (!all.isEmpty() && type != wanted) {
        runtime.handleArgumentTypeError(this, wanted.toString(), type.toString());
      }
      wanted = type;
      all.add(new Keyed<>(element, key));
    }
    return all;
  }
}
