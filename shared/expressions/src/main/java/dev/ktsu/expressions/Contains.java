package dev.ktsu.expressions;

import io.burt.jmespath.Adapter;
import io.burt.jmespath.JmesPathType;
import io.burt.jmespath.function.ArgumentConstraints;
import io.burt.jmespath.function.BaseFunction;
import io.burt.jmespath.function.FunctionArgument;
import java.util.List;

/** {@code contains} with elements compared as {@code ==} compares: 200 is in {@code [200.0]}. */
final class Contains extends BaseFunction {
  private static final int CHARS_A_UNIT = 64;

  Contains() {
    super(
        "contains",
        ArgumentConstraints.typeOf(JmesPathType.ARRAY, JmesPathType.STRING),
        ArgumentConstraints.anyValue());
  }

  @Override
  protected <T> T callFunction(Adapter<T> runtime, List<FunctionArgument<T>> arguments) {
    T where = arguments.get(0).value();
    T what = arguments.get(1).value();
    return runtime.createBoolean(
        runtime.typeOf(where) == JmesPathType.STRING
            ? runtime.typeOf(what) == JmesPathType.STRING
                && contains(runtime.toString(where), runtime.toString(what))
            : runtime.toList(where).stream().anyMatch(each -> runtime.compare(each, what) == 0));
  }

  /** At worst each character of the one is compared with each of the other. */
  private static boolean contains(String text, String part) {
    Work.spend((long) text.length() * part.length() / CHARS_A_UNIT);
    return text.contains(part);
  }
}
