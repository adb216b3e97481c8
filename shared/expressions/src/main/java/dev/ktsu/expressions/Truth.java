package dev.ktsu.expressions;

import com.fasterxml.jackson.databind.JsonNode;

/** What a condition takes as true. */
public final class Truth {
  private Truth() {}

  /**
   * False are {@code null}, {@code false}, {@code ""}, {@code 0}, {@code []} and {@code {}}; all
   * else is true, also the text {@code 'false'}. JMESPath's rule, with 0 added as Kimitsu has it.
   */
  public static boolean isTrue(JsonNode value) {
    return switch (value.getNodeType()) {
      case NULL, MISSING -> false;
      case BOOLEAN -> value.booleanValue();
      case NUMBER -> value.doubleValue() != 0;
      case STRING -> !value.textValue().isEmpty();
      case ARRAY, OBJECT -> !value.isEmpty();
      case BINARY, POJO -> true;
    };
  }
}
