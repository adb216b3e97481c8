package dev.ktsu.bench.load;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Measured durations, all kept, so that quantiles are exact. */
public final class Samples {
  private long[] nanos = new long[1 << 12];
  private int size;

  public void add(long duration) {
    if (size == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * size);
    }
    nanos[size++] = duration;
  }

  public int size() {
    return size;
  }

  /** Every duration, in the order of measuring. */
  public void forEach(LongConsumer each) {
    Arrays.stream(nanos, 0, size).forEach(each);
  }

  /**
   * The histogram's usual points.
   *
   * @throws IllegalStateException when nothing was measured
   */
  public Quantiles quantiles() {
    if (size == 0) {
      throw new IllegalStateException("nothing was measured");
    }
    long[] sorted = Arrays.copyOf(nanos, size);
    Arrays.sort(sorted);
    return new Quantiles(
        at(sorted, 0.50), at(sorted, 0.90), at(sorted, 0.99), millis(sorted[size - 1]), size);
  }

  /** The smallest sample that at least this share of all does not exceed. */
  private static double at(long[] sorted, double share) {
    return millis(sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)]);
  }

  private static double millis(long duration) {
    return (double) duration / TimeUnit.MILLISECONDS.toNanos(1);
  }

  /** Milliseconds. */
  public record Quantiles(double p50, double p90, double p99, double max, int count) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.3f / %.3f / %.3f / %.1f", p50, p90, p99, max);
    }
  }
}
