package dev.ktsu.testing.stage;

import dev.ktsu.futures.Clock;
import dev.ktsu.futures.Timers;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The machine's time, with jumps ahead: what is due later goes off early then. Periodic work keeps
 * its real pace. Thread-safe.
 */
public final class SkippableTime implements Clock, Timers {
  private final Vertx vertx;
  private final Timers real;
  private final Set<Alarm> alarms = new HashSet<>();
  private long skippedMillis;

  public SkippableTime(Vertx vertx) {
    this.vertx = vertx;
    this.real = Timers.of(vertx);
  }

  @Override
  public synchronized long millis() {
    return Clock.system().millis() + skippedMillis;
  }

  @Override
  public synchronized Cancellable after(long millis, Runnable action) {
    Alarm alarm = new Alarm(millis() + millis, vertx.getOrCreateContext(), action);
    alarms.add(alarm);
    Cancellable timer = real.after(millis, () -> goOff(alarm));
    return () -> {
      timer.cancel();
      take(alarm);
    };
  }

  @Override
  public Cancellable every(long millis, Runnable action) {
    return real.every(millis, action);
  }

  /**
   * Jumps to the next alarm.
   *
   * @return whether there was one
   */
  public synchronized boolean skip() {
    List<Alarm> next = alarms.stream().sorted(Comparator.comparingLong(Alarm::at)).toList();
    if (next.isEmpty()) {
      return false;
    }
    skippedMillis += Math.max(0, next.getFirst().at() - millis());
    next.stream()
        .filter(alarm -> alarm.at() <= millis())
        .forEach(alarm -> alarm.context().runOnContext(now -> goOff(alarm)));
    return true;
  }

  private void goOff(Alarm alarm) {
    if (take(alarm)) {
      alarm.action().run();
    }
  }

  private synchronized boolean take(Alarm alarm) {
    return alarms.remove(alarm);
  }

  /** Compared by identity: two may be due at the same time for the same thing. */
  private static final class Alarm {
    private final long at;
    private final Context context;
    private final Runnable action;

    Alarm(long at, Context context, Runnable action) {
      this.at = at;
      this.context = context;
      this.action = action;
    }

    long at() {
      return at;
    }

    Context context() {
      return context;
    }

    Runnable action() {
      return action;
    }
  }
}
