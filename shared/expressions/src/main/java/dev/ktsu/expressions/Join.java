package dev.ktsu.expressions;

import io.burt.jmespath.Adapter;
import io.burt.jmespath.JmesPathType;
import io.burt.jmespath.function.ArgumentConstraints;
import io.burt.jmespath.function.BaseFunction;
import io.burt.jmespath.function.FunctionArgument;
import java.util.List;
import java.util.StringJoiner;

/** {@code join}, which spends for the glue as often as it is put in. */
final class Join extends BaseFunction {
  Join() {
    super(
        "join",
        ArgumentConstraints.typeOf(JmesPathType.STRING),
        ArgumentConstraints.arrayOf(ArgumentConstraints.typeOf(JmesPathType.STRING)));
  }

  @Override
  protected <T> T callFunction(Adapter<T> runtime, List<FunctionArgument<T>> arguments) {
    String glue = runtime.toString(arguments.get(0).value());
    StringJoiner joined = new StringJoiner(glue);
    for (T part : runtime.toList(arguments.get(1).value())) {
      Work.spend(glue);
      joined.add(runtime.toString(part));
    }
    return runtime.createString(joined.toString());
  }
}
