package dev.ktsu.orchestrator;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Fault;
import dev.ktsu.futures.Deadline;
import dev.ktsu.futures.Timers;
import dev.ktsu.orchestrator.run.Compute;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;

/** Long computations on a small pool of their own. */
final class WorkerCompute implements Compute {
  private static final int THREADS = 2;

  private final WorkerExecutor workers;
  private final Timers timers;
  private final long deadlineMillis;

  WorkerCompute(Vertx vertx, long deadlineMillis) {
    this.workers = vertx.createSharedWorkerExecutor("ktsu-compute", THREADS);
    this.timers = Timers.of(vertx);
    this.deadlineMillis = deadlineMillis;
  }

  @Override
  public <T> Future<T> run(Callable<T> work) {
    return Deadline.within(
        timers, deadlineMillis, workers.executeBlocking(work, false), this::tooLong);
  }

  private Fault tooLong() {
    return new Fault(
        Code.TIMEOUT,
        500,
        "computation timed out",
        "A decision took longer than " + deadlineMillis + " ms.",
        "Simplify the expressions over large data, or raise KTSU_COMPUTE_DEADLINE_MS.");
  }
}
