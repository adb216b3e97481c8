package dev.ktsu.expressions;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/** A JSON value inside text. */
final class Plain {
  private Plain() {}

  static String text(JsonNode value) {
    return switch (value.getNodeType()) {
      case NULL, MISSING -> "";
      case STRING -> value.textValue();
      case NUMBER -> number(value);
      case BOOLEAN, ARRAY, OBJECT, BINARY, POJO -> value.toString();
    };
  }

  /** Without an exponent, and without {@code .0}: JSON knows one kind of number. */
  private static String number(JsonNode value) {
    if (value.isIntegralNumber() || !Double.isFinite(value.doubleValue())) {
      return value.asText();
    }
    BigDecimal decimal = value.decimalValue().stripTrailingZeros();
    return decimal.toPlainString();
  }
}
