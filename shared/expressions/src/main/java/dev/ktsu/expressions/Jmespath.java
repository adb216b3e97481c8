package dev.ktsu.expressions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.burt.jmespath.RuntimeConfiguration;
import io.burt.jmespath.function.FunctionRegistry;
import io.burt.jmespath.jackson.JacksonRuntime;

/** The library's runtime with numbers compared by value, whole ones exactly. */
final class Jmespath extends JacksonRuntime {
  static final Jmespath RUNTIME = new Jmespath();

  private Jmespath() {
    super(
        RuntimeConfiguration.builder()
            .withFunctionRegistry(FunctionRegistry.defaultRegistry().extend(new Contains()))
            .build(),
        new ObjectMapper());
  }

  @Override
  public int compare(JsonNode left, JsonNode right) {
    return left.isIntegralNumber() && right.isIntegralNumber()
        ? left.bigIntegerValue().compareTo(right.bigIntegerValue())
        : super.compare(left, right);
  }
}
