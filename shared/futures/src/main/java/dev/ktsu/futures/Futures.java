package dev.ktsu.futures;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/** Loops over actions that return futures, safe for any number of items. */
public final class Futures {
  private Futures() {}

  /**
   * Runs {@code action} on each item in order, one at a time.
   *
   * @return fails with the first failure; later items are then not started
   */
  public static <T> Future<Void> inOrder(Iterable<T> items, Function<T, Future<?>> action) {
    Promise<Void> done = Promise.promise();
    advance(items.iterator(), action, done);
    return done.future();
  }

  /**
   * Runs {@code action} on each item, at most {@code limit} at a time.
   *
   * @return the results in the order of the items; fails with the first failure once everything
   *     that was started has ended; nothing new is started after a failure
   */
  public static <T, R> Future<List<R>> inParallel(
      int limit, List<T> items, Function<T, Future<R>> action) {
    Fan<T, R> fan = new Fan<>(items, action);
    fan.fill(Math.max(1, limit));
    return fan.done.future();
  }

  /** A call of {@code action} whose thrown exception is a failed future. */
  public static <T, R> Future<R> attempt(Function<T, Future<R>> action, T item) {
    try {
      return action.apply(item);
    } catch (RuntimeException failure) {
      return Future.failedFuture(failure);
    }
  }

  private static <T> void advance(
      Iterator<T> items, Function<T, Future<?>> action, Promise<Void> done) {
    try {
      while (items.hasNext()) {
        Future<?> current = action.apply(items.next());
        if (!current.isComplete()) {
          current.onComplete(ok -> advance(items, action, done), done::fail);
          return;
        }
        if (current.failed()) {
          done.fail(current.cause());
          return;
        }
      }
      done.complete();
    } catch (RuntimeException failure) {
      done.fail(failure);
    }
  }

  /**
   * State of one {@link #inParallel}; a loop, not recursion, so that ready futures nest nothing.
   */
  private static final class Fan<T, R> {
    private final List<T> items;
    private final Function<T, Future<R>> action;
    private final List<R> results;
    private final Promise<List<R>> done = Promise.promise();
    private int next;
    private int running;
    private boolean filling;
    private Throwable failure;

    @SuppressWarnings("NullAway.Init")
    Fan(List<T> items, Function<T, Future<R>> action) {
      this.items = items;
      this.action = action;
      this.results = new ArrayList<>(java.util.Collections.nCopies(items.size(), null));
    }

    void fill(int limit) {
      filling = true;
      while (failure == null && running < limit && next < items.size()) {
        int index = next++;
        running++;
        attempt(action, items.get(index))
            .onComplete(
                result -> ended(limit, index, result, null),
                cause -> ended(limit, index, null, cause));
      }
      filling = false;
      if (running == 0 && (failure != null || next == items.size())) {
        finish();
      }
    }

    private void ended(int limit, int index, R result, Throwable cause) {
      running--;
      results.set(index, result);
      if (failure == null) {
        failure = cause;
      }
      if (!filling) {
        fill(limit);
      }
    }

    private void finish() {
      if (failure != null) {
        done.tryFail(failure);
      } else {
        done.tryComplete(results);
      }
    }
  }
}
