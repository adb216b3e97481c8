package dev.ktsu.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for something that happens elsewhere, by looking again and again. */
public final class Waiting {
  /** So much that a slow machine is no reason to fail; only what never comes takes so long. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final long PAUSE_NANOS = 5_000_000;

  private Waiting() {}

  /** The first value for which {@code enough} holds; an error with the last one after a minute. */
  public static <T> T until(String what, Supplier<T> look, Predicate<T> enough) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    T seen = look.get();
    while (!enough.test(seen)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain for " + what + "; last seen: " + seen);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      seen = look.get();
    }
    return seen;
  }

  /** Waits until {@code holds}. */
  public static void until(String what, Supplier<Boolean> holds) {
    until(what, holds, Boolean::booleanValue);
  }
}
