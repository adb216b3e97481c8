package dev.ktsu.futures;

import java.util.ServiceLoader;

/**
 * Named places where a test may kill the process, fail an operation or hold it. Production uses
 * {@link #NONE}.
 */
@FunctionalInterface
public interface FaultPoints {
  FaultPoints NONE = point -> {};

  /**
   * Called when execution comes by; any thread.
   *
   * @throws RuntimeException to make the operation fail there
   */
  void at(Point point);

  /**
   * Those of this process: what its class path provides as a service. The product's jars provide
   * none, so only somebody who puts a class beside them reaches these places, and no setting does.
   */
  static FaultPoints installed() {
    return ServiceLoader.load(FaultPoints.class).findFirst().orElse(NONE);
  }

  /** Every place; a test walks them all. */
  enum Point {
    BEFORE_APPEND,
    IN_TRANSACTION,
    AFTER_COMMIT,
    BEFORE_EFFECT,
    AFTER_EFFECT,
    BEFORE_CHECKPOINT,
    AFTER_CHECKPOINT,
    BEFORE_INTENT,
    AFTER_INTENT,
    BEFORE_OUTBOX_WRITE,
    AFTER_OUTBOX_WRITE,
    BEFORE_CALLBACK,
    AFTER_CALLBACK
  }
}
