package dev.ktsu.contracts.wire;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** An amount of money as whole nano-dollars; on the wire a decimal number of dollars. */
public record Usd(long nanos) implements Comparable<Usd> {
  public static final Usd ZERO = new Usd(0);
  private static final int SCALE = 9;

  /** Decimal places from a price for a million tokens to a price for one. */
  private static final int MILLION_DIGITS = 6;

  /** Reads dollars, rounded half up to nano-dollars. */
  @JsonCreator
  public static Usd of(BigDecimal dollars) {
    return new Usd(dollars.setScale(SCALE, RoundingMode.HALF_UP).unscaledValue().longValueExact());
  }

  /** What {@code tokens} cost at this price for a million of them, rounded up. */
  public Usd forTokens(long tokens) {
    BigInteger total = BigInteger.valueOf(nanos).multiply(BigInteger.valueOf(tokens));
    BigDecimal exact = new BigDecimal(total, MILLION_DIGITS);
    return new Usd(exact.setScale(0, RoundingMode.CEILING).longValueExact());
  }

  /** The same amount {@code times} times. */
  public Usd times(int times) {
    return new Usd(Math.multiplyExact(nanos, times));
  }

  public Usd plus(Usd other) {
    return nanos == 0
        ? other
        : other.nanos == 0 ? this : new Usd(Math.addExact(nanos, other.nanos));
  }

  /** What is beyond {@code known}; nothing when that is more. */
  public Usd beyond(Usd known) {
    return new Usd(Math.max(0, nanos - known.nanos));
  }

  /** Dollars without trailing zeros; zero is {@code 0}. */
  @JsonValue
  public BigDecimal dollars() {
    if (nanos == 0) {
      return BigDecimal.ZERO;
    }
    BigDecimal plain = BigDecimal.valueOf(nanos, SCALE).stripTrailingZeros();
    return plain.scale() < 0 ? plain.setScale(0) : plain;
  }

  public static Usd max(Usd one, Usd other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  public static Usd min(Usd one, Usd other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  @Override
  public int compareTo(Usd other) {
    return Long.compare(nanos, other.nanos);
  }

  @Override
  public String toString() {
    return "$" + dollars().toPlainString();
  }

  /** Equals what a record leaves out: no money. */
  public static final class Nothing {
    @Override
    public boolean equals(Object value) {
      return value == null || ZERO.equals(value);
    }

    @Override
    public int hashCode() {
      return 0;
    }
  }
}
