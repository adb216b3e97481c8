package dev.ktsu.expressions;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Values that outlive the computation that made them: they are written, stored, and read again, as
 * a whole each time.
 */
public final class Kept {
  /** Values in one, a text counting as one for each 16 characters. */
  public static final long VALUES_MAX = 5_000_000;

  /** Levels of lists and objects, as of a document from outside. */
  public static final int DEPTH_MAX = 500;

  private Kept() {}

  /**
   * The value, when it may be kept.
   *
   * @throws ExpressionException when it is too large or nested too deep
   */
  public static JsonNode value(JsonNode value) {
    if (Work.weigh(value) > VALUES_MAX) {
      throw new ExpressionException("the result has more than %,d values".formatted(VALUES_MAX), 0);
    }
    if (isDeeper(value, DEPTH_MAX)) {
      throw new ExpressionException("the result is nested deeper than " + DEPTH_MAX + " levels", 0);
    }
    return value;
  }

  private static boolean isDeeper(JsonNode value, int levels) {
    if (value.isContainerNode() && levels == 0) {
      return true;
    }
    for (JsonNode part : value) {
      if (part.isContainerNode() && isDeeper(part, levels - 1)) {
        return true;
      }
    }
    return false;
  }
}
