package dev.ktsu.bench.load;

import java.util.Arrays;
import java.util.OptionalLong;

/** When requests came in, as {@link System#nanoTime}: written by one thread, read by others. */
public final class Arrivals {
  private long[] nanos = new long[1 << 12];
  private int size;

  synchronized void add(long at) {
    if (size == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * size);
    }
    nanos[size++] = at;
  }

  public synchronized int count() {
    return size;
  }

  /** The n-th (from 1) that came at this time or later; empty when there were fewer. */
  public synchronized OptionalLong nth(int n, long since) {
    int first = Arrays.binarySearch(nanos, 0, size, since);
    int at = (first < 0 ? -first - 1 : first) + n - 1;
    return at < size ? OptionalLong.of(nanos[at]) : OptionalLong.empty();
  }

  /** The times between one and the next, of those that came after the first {@code from}. */
  public synchronized Samples gaps(int from, int to) {
    Samples gaps = new Samples();
    for (int i = from + 1; i < to; i++) {
      gaps.add(nanos[i] - nanos[i - 1]);
    }
    return gaps;
  }
}
