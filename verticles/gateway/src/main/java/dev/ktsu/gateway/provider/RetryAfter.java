package dev.ktsu.gateway.provider;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** How long a provider asks to wait: {@code retry-after-ms}, else {@code retry-after}. */
final class RetryAfter {
  private static final double MILLIS_MAX = Duration.ofDays(1).toMillis();

  private RetryAfter() {}

  /**
   * Zero when the provider does not say. A date is compared with the provider's own {@code Date}.
   */
  static Duration of(MultiMap headers) {
    String millis = headers.get("retry-after-ms");
    if (millis != null) {
      return millis(millis, 1);
    }
    String after = headers.get("retry-after");
    if (after == null) {
      return Duration.ZERO;
    }
    return Character.isDigit(after.isEmpty() ? ' ' : after.charAt(0))
        ? millis(after, 1_000)
        : between(headers.get("date"), after);
  }

  private static Duration millis(String number, double unitMillis) {
    try {
      double millis = Double.parseDouble(number) * unitMillis;
      return Duration.ofMillis((long) Math.clamp(millis, 0, MILLIS_MAX));
    } catch (NumberFormatException notANumber) {
      return Duration.ZERO;
    }
  }

  private static Duration between(@Nullable String now, String then) {
    try {
      Duration wait = now == null ? Duration.ZERO : Duration.between(instant(now), instant(then));
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeParseException notADate) {
      return Duration.ZERO;
    }
  }

  private static Instant instant(String date) {
    return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
  }
}
