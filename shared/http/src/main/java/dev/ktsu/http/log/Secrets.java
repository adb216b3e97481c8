package dev.ktsu.http.log;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Secret values known to this process, and the mask that stands for them. Values come at start or
 * with a project file; any thread may add and scrub.
 */
public final class Secrets {
  public static final String MASK = "[REDACTED]";

  /** Shorter values would blank out ordinary text. */
  public static final int CHARS_MIN = 8;

  private volatile List<String> values = List.of();

  /** Adds values; those under {@link #CHARS_MIN} characters are left out. */
  public synchronized void add(Collection<String> more) {
    values =
        java.util.stream.Stream.concat(values.stream(), more.stream())
            .filter(value -> value.length() >= CHARS_MIN)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** The text with every known value replaced by {@link #MASK}. */
  public String scrub(String text) {
    String clean = text;
    for (String value : values) {
      clean = clean.replace(value, MASK);
    }
    return clean;
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }
}
