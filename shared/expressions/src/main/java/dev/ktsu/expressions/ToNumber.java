package dev.ktsu.expressions;

import io.burt.jmespath.Adapter;
import io.burt.jmespath.function.ArgumentConstraints;
import io.burt.jmespath.function.BaseFunction;
import io.burt.jmespath.function.FunctionArgument;
import java.util.List;
import java.util.regex.Pattern;

/** {@code to_number}: a text that is a JSON number keeps its digits; any other is null. */
final class ToNumber extends BaseFunction {
  /** No text of this form is long to read, or read as infinity. */
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9]\\d{0,299})(\\.\\d{1,300})?([eE][+-]?\\d{1,2})?");

  ToNumber() {
    super("to_number", ArgumentConstraints.anyValue());
  }

  @Override
  protected <T> T callFunction(Adapter<T> runtime, List<FunctionArgument<T>> arguments) {
    T value = arguments.get(0).value();
    return switch (runtime.typeOf(value)) {
      case NUMBER -> value;
      case STRING -> number(runtime, runtime.toString(value));
      case BOOLEAN, NULL, ARRAY, OBJECT -> runtime.createNull();
    };
  }

  private static <T> T number(Adapter<T> runtime, String text) {
    boolean small = NUMBER.matcher(text).matches() && Double.isFinite(Double.parseDouble(text));
    return small ? runtime.parseString(text) : runtime.createNull();
  }
}
