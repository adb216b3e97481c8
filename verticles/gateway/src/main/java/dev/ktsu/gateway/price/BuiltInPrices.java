package dev.ktsu.gateway.price;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/** Prices that apply where gateway.yaml names none, by bare model id. */
public final class BuiltInPrices {
  private static final Map<String, Price> TABLE =
      Map.ofEntries(
          entry("claude-opus-4-6", "15", "75"),
          entry("claude-sonnet-4-6", "3", "15"),
          entry("claude-haiku-4-5-20251001", "0.80", "4"),
          entry("claude-3-5-sonnet-20241022", "3", "15"),
          entry("claude-3-5-haiku-20241022", "0.80", "4"),
          entry("claude-3-opus-20240229", "15", "75"),
          entry("claude-3-haiku-20240307", "0.25", "1.25"),
          entry("gpt-4o", "2.50", "10"),
          entry("gpt-4o-mini", "0.15", "0.60"),
          entry("gpt-4-turbo", "10", "30"),
          entry("gpt-3.5-turbo", "0.50", "1.50"));

  private BuiltInPrices() {}

  public static Optional<Price> of(String model) {
    return Optional.ofNullable(TABLE.get(model));
  }

  private static Map.Entry<String, Price> entry(String model, String input, String output) {
    Price price = Price.of(new BigDecimal(input), new BigDecimal(output), null, null);
    return Map.entry(model, price);
  }
}
