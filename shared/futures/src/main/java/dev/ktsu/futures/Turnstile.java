package dev.ktsu.futures;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Lets so many pass at once; others wait their turn, first come, first served. Belongs to one event
 * loop.
 */
public final class Turnstile {
  private final int atOnce;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private int inside;

  public Turnstile(int atOnce) {
    this.atOnce = atOnce;
  }

  /** The outcome of {@code work}, which begins when there is room. */
  public <T> Future<T> pass(Supplier<Future<T>> work) {
    if (inside < atOnce) {
      return enter(work);
    }
    Promise<T> outcome = Promise.promise();
    waiting.add(() -> enter(work).onComplete(outcome));
    return outcome.future();
  }

  /** How many wait. */
  public int waiting() {
    return waiting.size();
  }

  private <T> Future<T> enter(Supplier<Future<T>> work) {
    inside++;
    Function<Turnstile, Future<T>> begin = self -> work.get();
    return Futures.attempt(begin, this).onComplete(left -> leave());
  }

  private void leave() {
    inside--;
    Runnable next = waiting.poll();
    if (next != null) {
      next.run();
    }
  }
}
