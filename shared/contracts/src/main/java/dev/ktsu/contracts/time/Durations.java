package dev.ktsu.contracts.time;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as {@code 250ms}, {@code 30s}, {@code 1.5h} or {@code 7d}. */
public final class Durations {
  /** How a duration is written, for error messages. */
  public static final String FORM = "a duration such as 250ms, 30s, 5m, 2h or 7d";

  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)(ms|s|m|h|d)");

  private Durations() {}

  /** Milliseconds, or nothing when the text is no duration; the unit must be there. */
  public static OptionalLong millis(String text) {
    Matcher written = WRITTEN.matcher(text.strip());
    if (!written.matches()) {
      return OptionalLong.empty();
    }
    double number = Double.parseDouble(written.group(1));
    return OptionalLong.of(Math.round(number * unitMillis(written.group(2))));
  }

  private static long unitMillis(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1_000;
      case "m" -> 60_000;
      case "h" -> 3_600_000;
      case "d" -> 86_400_000;
      default -> throw new IllegalArgumentException(unit);
    };
  }
}
