package dev.ktsu.futures;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Tries again while a failure is worth it.
 *
 * @param triesMax tries in all; {@link Integer#MAX_VALUE} for no end
 * @param worthIt whether another try may help after this failure
 */
public record Retry(
    Timers timers, Backoff backoff, int triesMax, Predicate<? super Throwable> worthIt) {
  /** Decides after each failure. */
  @FunctionalInterface
  public interface Policy {
    /**
     * How long to wait before the next try, in milliseconds, or nothing to give up.
     *
     * @param failed tries so far, from 1
     */
    OptionalLong waitAfter(Throwable failure, int failed);
  }

  /**
   * Calls {@code work} until it succeeds, fails with what is not worth another try, or the tries
   * are used up; then the last failure is the outcome.
   */
  public <T> Future<T> call(Supplier<Future<T>> work) {
    return call(timers, this::waitAfter, work);
  }

  /** The same where the policy looks at the failure, as a {@code Retry-After} asks for. */
  public static <T> Future<T> call(Timers timers, Policy policy, Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    attempt(timers, policy, work, 1, done);
    return done.future();
  }

  private OptionalLong waitAfter(Throwable failure, int failed) {
    return failed >= triesMax || !worthIt.test(failure)
        ? OptionalLong.empty()
        : OptionalLong.of(
            backoff.millisAfter(failed, () -> ThreadLocalRandom.current().nextDouble()));
  }

  private static <T> void attempt(
      Timers timers, Policy policy, Supplier<Future<T>> work, int attempt, Promise<T> done) {
    Function<Object, Future<T>> call = nothing -> work.get();
    Futures.attempt(call, work)
        .onComplete(
            done::complete,
            failure -> {
              OptionalLong wait = policy.waitAfter(failure, attempt);
              if (wait.isEmpty()) {
                done.fail(failure);
              } else {
                timers.after(
                    wait.getAsLong(), () -> attempt(timers, policy, work, attempt + 1, done));
              }
            });
  }
}
