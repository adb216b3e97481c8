package dev.ktsu.orchestrator.run;

import io.vertx.core.Future;
import java.util.concurrent.Callable;

/** Long computations beside the event loop. */
@FunctionalInterface
public interface Compute {
  /** Runs on the calling thread: for tests and tools. */
  Compute INLINE =
      new Compute() {
        @Override
        public <T> Future<T> run(Callable<T> work) {
          try {
            return Future.succeededFuture(work.call());
          } catch (Exception failure) {
            return Future.failedFuture(failure);
          }
        }
      };

  /** The result, on the event loop of the caller; fails when it takes longer than it may. */
  <T> Future<T> run(Callable<T> work);
}
