package dev.ktsu.gateway.price;

import dev.ktsu.contracts.wire.GatewayRequest;
import dev.ktsu.contracts.wire.PriceList;
import dev.ktsu.contracts.wire.Usd;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Prices of one model, each for a million tokens. */
public record Price(Usd input, Usd cachedInput, Usd cacheWrite, Usd output) {
  public static final Price FREE = new Price(Usd.ZERO, Usd.ZERO, Usd.ZERO, Usd.ZERO);

  /** Decimal places from nano-dollars for a million tokens to nano-dollars. */
  private static final int MILLION_DIGITS = 6;

  /**
   * Dollars for a million tokens.
   *
   * @param cachedInput null = as {@code input}
   * @param cacheWrite null = as {@code input}
   */
  public static Price of(
      BigDecimal input,
      BigDecimal output,
      @Nullable BigDecimal cachedInput,
      @Nullable BigDecimal cacheWrite) {
    return new Price(
        Usd.of(input),
        Usd.of(cachedInput == null ? input : cachedInput),
        Usd.of(cacheWrite == null ? input : cacheWrite),
        Usd.of(output));
  }

  /** The cost of one call, rounded once, half up, to nano-dollars. */
  public Usd of(Usage usage) {
    BigInteger total =
        product(input, usage.fresh())
            .add(product(cachedInput, usage.cached()))
            .add(product(cacheWrite, usage.cacheWrites()))
            .add(product(output, usage.out()));
    BigDecimal nanos = new BigDecimal(total, MILLION_DIGITS).setScale(0, RoundingMode.HALF_UP);
    return new Usd(nanos.longValueExact());
  }

  /** The dearest that a token can be, read or written. */
  public PriceList.Rate rate() {
    return new PriceList.Rate(Usd.max(input, Usd.max(cachedInput, cacheWrite)), output);
  }

  /** The most that one try of a request can cost. */
  public Usd worst(GatewayRequest request) {
    return rate().worst(request);
  }

  private static BigInteger product(Usd price, long tokens) {
    return BigInteger.valueOf(price.nanos()).multiply(BigInteger.valueOf(tokens));
  }
}
