package dev.ktsu.futures;

/**
 * Named places where a test may kill the process, fail an operation or hold it. Production uses
 * {@link #NONE}.
 */
@FunctionalInterface
public interface FaultPoints {
  FaultPoints NONE = point -> {};

  /**
   * Called when execution comes by.
   *
   * @throws RuntimeException to make the operation fail there
   */
  void at(Point point);

  /** Every place; a test walks them all. */
  enum Point {
    BEFORE_APPEND,
    IN_TRANSACTION,
    AFTER_COMMIT,
    BEFORE_EFFECT,
    AFTER_EFFECT,
    BEFORE_CALLBACK,
    AFTER_CALLBACK
  }
}
