package dev.ktsu.bench.load;

import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Says when the next request of a load is due. Used by the thread of the load alone. */
public interface Pace {
  /** When the next request is due, as {@link System#nanoTime}; later than {@code now}: not yet. */
  long due(long now);

  /** A request was sent. */
  void sent();

  /** Whether the load ends before its time. */
  default boolean isOver() {
    return false;
  }

  /** So many requests, as fast as connections become free. */
  static Pace times(int requests) {
    return new Pace() {
      private int sent;

      @Override
      public long due(long now) {
        return isOver() ? Long.MAX_VALUE : now;
      }

      @Override
      public void sent() {
        sent++;
      }

      @Override
      public boolean isOver() {
        return sent == requests;
      }
    };
  }

  /** As fast as connections become free: each sends when its answer is there. */
  static Pace closed() {
    return new Pace() {
      @Override
      public long due(long now) {
        return now;
      }

      @Override
      public void sent() {
        // Nothing to count: the connections are the limit.
      }
    };
  }

  /** A fixed rate, whatever the answers do. What could not be sent in time is sent late. */
  static Pace open(int perSecond) {
    long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
    return new Pace() {
      private long next;

      @Override
      public long due(long now) {
        if (next == 0) {
          next = now;
        }
        return next;
      }

      @Override
      public void sent() {
        next += interval;
      }
    };
  }

  /**
   * Keeps {@code window} pieces of work unfinished, going by a gauge of what is unfinished.
   *
   * @param reading the gauge's last value
   * @param readings how often it was read: what is sent meanwhile counts on top
   */
  static Pace window(int window, IntSupplier reading, IntSupplier readings) {
    return new Pace() {
      private int seen = -1;
      private int sentSince;

      @Override
      public long due(long now) {
        int current = readings.getAsInt();
        if (current != seen) {
          seen = current;
          sentSince = 0;
        }
        boolean room = reading.getAsInt() + sentSince < window;
        return room ? now : now + TimeUnit.MILLISECONDS.toNanos(1);
      }

      @Override
      public void sent() {
        sentSince++;
      }
    };
  }
}
