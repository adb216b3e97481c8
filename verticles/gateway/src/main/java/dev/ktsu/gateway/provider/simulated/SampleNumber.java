package dev.ktsu.gateway.provider.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** A number within the bounds of a schema: the one nearest to zero that is easy to find. */
final class SampleNumber {
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  private SampleNumber() {}

  static BigDecimal of(JsonNode schema, boolean whole, String pointer) {
    BigDecimal step = bound(schema, "multipleOf");
    if (step == null && whole) {
      step = BigDecimal.ONE;
    }
    BigDecimal low = low(schema, step);
    BigDecimal high = high(schema, step);
    BigDecimal value =
        low != null && low.signum() > 0
            ? low
            : high != null && high.signum() < 0 ? high : BigDecimal.ZERO;
    if (low != null && high != null && low.compareTo(high) > 0) {
      throw new NoSample(pointer, "no number lies between minimum and maximum");
    }
    return between(schema, value, low, high, step);
  }

  /** Without a step an open interval is entered at its middle, or one beyond its only end. */
  private static BigDecimal between(
      JsonNode schema,
      BigDecimal value,
      @Nullable BigDecimal low,
      @Nullable BigDecimal high,
      @Nullable BigDecimal step) {
    boolean atOpenLow = step == null && value.equals(bound(schema, "exclusiveMinimum"));
    boolean atOpenHigh = step == null && value.equals(bound(schema, "exclusiveMaximum"));
    if (!atOpenLow && !atOpenHigh) {
      return value;
    }
    if (low != null && high != null) {
      return low.add(high).divide(TWO);
    }
    return atOpenLow ? value.add(BigDecimal.ONE) : value.subtract(BigDecimal.ONE);
  }

  /** The least multiple of {@code step} that is allowed. */
  private static @Nullable BigDecimal low(JsonNode schema, @Nullable BigDecimal step) {
    BigDecimal open = bound(schema, "exclusiveMinimum");
    BigDecimal closed = bound(schema, "minimum");
    boolean isOpen = open != null && (closed == null || open.compareTo(closed) >= 0);
    BigDecimal bound = isOpen ? open : closed;
    if (bound == null || step == null) {
      return bound;
    }
    BigDecimal multiple = bound.divide(step, 0, RoundingMode.CEILING).multiply(step);
    return isOpen && multiple.compareTo(bound) == 0 ? multiple.add(step) : multiple;
  }

  /** The greatest multiple of {@code step} that is allowed. */
  private static @Nullable BigDecimal high(JsonNode schema, @Nullable BigDecimal step) {
    BigDecimal open = bound(schema, "exclusiveMaximum");
    BigDecimal closed = bound(schema, "maximum");
    boolean isOpen = open != null && (closed == null || open.compareTo(closed) <= 0);
    BigDecimal bound = isOpen ? open : closed;
    if (bound == null || step == null) {
      return bound;
    }
    BigDecimal multiple = bound.divide(step, 0, RoundingMode.FLOOR).multiply(step);
    return isOpen && multiple.compareTo(bound) == 0 ? multiple.subtract(step) : multiple;
  }

  private static @Nullable BigDecimal bound(JsonNode schema, String keyword) {
    JsonNode value = schema.get(keyword);
    return value != null && value.isNumber() ? value.decimalValue() : null;
  }
}
