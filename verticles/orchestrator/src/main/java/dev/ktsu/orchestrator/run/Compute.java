package dev.ktsu.orchestrator.run;

import dev.ktsu.expressions.Work;
import io.vertx.core.Future;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Long computations beside the event loop. */
@FunctionalInterface
public interface Compute {
  /** Runs on the calling thread: for tests and tools. */
  Compute INLINE =
      new Compute() {
        @Override
        public <T> Future<T> run(Callable<T> work) {
          try {
            return Future.succeededFuture(Work.heavy(() -> false, work));
          } catch (Exception failure) {
            return Future.failedFuture(failure);
          }
        }
      };

  /**
   * The result, on the event loop of the caller; fails when it takes longer than it may.
   * Expressions in it fail before that, as they do for whoever evaluates them.
   */
  <T> Future<T> run(Callable<T> work);

  /**
   * The result of work that is done at once unless it is {@link Work.TooHeavy}: then it is done
   * again, whole, beside the event loop.
   */
  default <T> Future<T> lightOr(Supplier<T> work) {
    try {
      return Future.succeededFuture(Work.light(work));
    } catch (Work.TooHeavy heavy) {
      return run(work::get);
    } catch (RuntimeException failure) {
      return Future.failedFuture(failure);
    }
  }
}
