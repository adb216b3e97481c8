package dev.ktsu.orchestrator;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Fault;
import dev.ktsu.expressions.Work;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.Deadline;
import dev.ktsu.futures.Timers;
import dev.ktsu.orchestrator.run.Compute;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;

/**
 * Long computations on a small pool of their own. Once the deadline is over their expressions fail,
 * so that the step fails and the thread is free again.
 */
final class WorkerCompute implements Compute {
  private static final int THREADS = 2;

  /** What waits for a thread, or does not look at the time, is given up after so many deadlines. */
  private static final int PATIENCE = 4;

  private final WorkerExecutor workers;
  private final Timers timers;
  private final Clock clock;
  private final long deadlineMillis;

  /**
   * @param name of its threads; those of one name are one pool
   */
  WorkerCompute(Vertx vertx, String name, Clock clock, long deadlineMillis) {
    this.workers = vertx.createSharedWorkerExecutor(name, THREADS);
    this.timers = Timers.of(vertx);
    this.clock = clock;
    this.deadlineMillis = deadlineMillis;
  }

  @Override
  public <T> Future<T> run(Callable<T> work) {
    Future<T> done = workers.executeBlocking(() -> inTime(work), false);
    return Deadline.within(timers, PATIENCE * deadlineMillis, done, this::tooLong);
  }

  private <T> T inTime(Callable<T> work) throws Exception {
    Deadline deadline = Deadline.in(clock, deadlineMillis);
    return Work.heavy(() -> deadline.isOver(clock), work);
  }

  private Fault tooLong() {
    return new Fault(
        Code.TIMEOUT,
        500,
        "computation timed out",
        "A computation took longer than " + PATIENCE * deadlineMillis + " ms.",
        "Simplify the expressions over large data, or raise KTSU_COMPUTE_DEADLINE_MS.");
  }
}
