package dev.ktsu.gateway.price;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.testkit.Case;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class PriceTest {
  @Test
  @Case("G15-08")
  void costIsExactToTheNanoDollar() {
    Price price = Price.of(new BigDecimal("0.15"), new BigDecimal("0.60"), null, null);

    Usd cost = price.of(new Usage(312, 0, 0, 87));

    assertEquals(new BigDecimal("0.000099"), cost.dollars());
  }

  @Test
  void theSumIsRoundedOnceHalfUp() {
    Price price = Price.of(new BigDecimal("0.0002"), new BigDecimal("0.0003"), null, null);

    assertEquals(new Usd(1), price.of(new Usage(1, 0, 0, 1)), "0.2 + 0.3 nano-dollars");
    assertEquals(Usd.ZERO, price.of(new Usage(1, 0, 0, 0)), "0.2 nano-dollars");
  }

  @Test
  void cacheClassesHavePricesOfTheirOwn() {
    Price price =
        Price.of(
            new BigDecimal("3"),
            new BigDecimal("15"),
            new BigDecimal("0.30"),
            new BigDecimal("3.75"));

    Usd cost = price.of(new Usage(1_000_000, 1_000_000, 1_000_000, 1_000_000));

    assertEquals(new BigDecimal("22.05"), cost.dollars());
  }

  @Test
  void cacheClassesCostAsInputWhereNothingIsSaid() {
    Price price = Price.of(BigDecimal.ONE, BigDecimal.ONE, null, null);

    assertEquals(new BigDecimal("2"), price.of(new Usage(0, 1_000_000, 1_000_000, 0)).dollars());
  }

  @Test
  void hugeCallsDoNotOverflow() {
    Price price = Price.of(new BigDecimal("75"), BigDecimal.ZERO, null, null);

    assertEquals(
        new BigDecimal("75000000"), price.of(new Usage(1_000_000_000_000L, 0, 0, 0)).dollars());
  }

  @Test
  @Case("G15-08")
  void knownModelsHaveBuiltInPrices() {
    Usd cost = BuiltInPrices.of("gpt-4o").orElseThrow().of(new Usage(1_000_000, 0, 0, 1_000_000));

    assertEquals(new BigDecimal("12.5"), cost.dollars());
    assertTrue(BuiltInPrices.of("no-such-model").isEmpty());
  }
}
