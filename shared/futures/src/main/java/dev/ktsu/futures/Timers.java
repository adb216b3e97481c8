package dev.ktsu.futures;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** Waking up later, on the loop of the caller. */
public interface Timers {
  /** Runs {@code action} once, {@code millis} from now (at least 1). */
  Cancellable after(long millis, Runnable action);

  /** Runs {@code action} every {@code millis} until cancelled. */
  Cancellable every(long millis, Runnable action);

  /** A future that succeeds {@code millis} from now. */
  default Future<Void> pause(long millis) {
    Promise<Void> over = Promise.promise();
    after(millis, over::complete);
    return over.future();
  }

  /** Stops a timer; stopping one that has fired changes nothing. */
  @FunctionalInterface
  interface Cancellable {
    void cancel();
  }

  /** Timers of {@code vertx}; they fire on the context that set them. */
  static Timers of(Vertx vertx) {
    return new Timers() {
      @Override
      public Cancellable after(long millis, Runnable action) {
        long id = vertx.setTimer(Math.max(1, millis), fired -> action.run());
        return () -> vertx.cancelTimer(id);
      }

      @Override
      public Cancellable every(long millis, Runnable action) {
        long id = vertx.setPeriodic(Math.max(1, millis), fired -> action.run());
        return () -> vertx.cancelTimer(id);
      }
    };
  }
}
