package dev.ktsu.futures;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/** A point in time after which nobody wants the answer any more. */
public record Deadline(long atMillis) {
  public static Deadline in(Clock clock, long millis) {
    return new Deadline(Math.addExact(clock.millis(), millis));
  }

  /** Milliseconds left, never negative. */
  public long left(Clock clock) {
    return Math.max(0, atMillis - clock.millis());
  }

  public boolean isOver(Clock clock) {
    return left(clock) == 0;
  }

  /**
   * The outcome of {@code work}, or a failure with {@code late} once {@code millis} have passed.
   * The work itself goes on; who can cancel it does so on that failure.
   */
  public static <T> Future<T> within(
      Timers timers, long millis, Future<T> work, Supplier<? extends Throwable> late) {
    if (work.isComplete()) {
      return work;
    }
    Promise<T> first = Promise.promise();
    Timers.Cancellable timer = timers.after(millis, () -> first.tryFail(late.get()));
    work.onComplete(
        value -> {
          timer.cancel();
          first.tryComplete(value);
        },
        failure -> {
          timer.cancel();
          first.tryFail(failure);
        });
    return first.future();
  }
}
