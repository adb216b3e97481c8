package dev.ktsu.runtime;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits for what happens on other threads. */
final class Eventually {
  private static final long CHECK_MILLIS = 10;
  private static final long WAIT_SECONDS = 30;

  private Eventually() {}

  /** Checks until the condition holds; fails when it does not within half a minute. */
  static void holds(Vertx vertx, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it did not come true within " + WAIT_SECONDS + " s");
      }
      Promise<Void> pause = Promise.promise();
      vertx.setTimer(CHECK_MILLIS, fired -> pause.complete());
      try {
        pause.future().await(WAIT_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException stuck) {
        throw new AssertionError("the event loop is stuck", stuck);
      }
    }
  }
}
