package dev.ktsu.futures;

import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next try: {@code initial · factorⁿ}, at most {@code max}, plus up to
 * {@code jitter} of it.
 *
 * @param initialMillis wait before the second try
 * @param factor growth from try to try, at least 1
 * @param maxMillis limit of the wait before jitter
 * @param jitter share added at random, 0 to 1
 */
public record Backoff(long initialMillis, double factor, long maxMillis, double jitter) {
  public Backoff {
    if (initialMillis < 1 || factor < 1 || maxMillis < initialMillis || jitter < 0 || jitter > 1) {
      throw new IllegalArgumentException("not a backoff: " + initialMillis + " " + factor);
    }
  }

  /**
   * @param failed tries so far, from 1
   * @param random numbers from 0 to 1
   */
  public long millisAfter(int failed, DoubleSupplier random) {
    double wait = Math.min(maxMillis, initialMillis * Math.pow(factor, failed - 1.0));
    return Math.round(wait * (1 + jitter * random.getAsDouble()));
  }
}
