package dev.ktsu.testing.match;

import java.util.List;
import java.util.regex.Pattern;

/** By what names a test may speak of a step. */
public final class StepKeys {
  private static final Pattern NUMBER = Pattern.compile("\\[\\d+]");

  private StepKeys() {}

  /** The path, and the same without the numbers of items. */
  public static List<String> of(String path) {
    String any = NUMBER.matcher(path).replaceAll("");
    return any.equals(path) ? List.of(path) : List.of(path, any);
  }

  /** Whether {@code key} names the step; an empty one names every step. */
  public static boolean isNamed(String key, String path) {
    return key.isEmpty() || of(path).contains(key);
  }
}
