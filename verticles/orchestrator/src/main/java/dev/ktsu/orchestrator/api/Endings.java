package dev.ktsu.orchestrator.api;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.futures.Timers;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.run.RunEngine;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Requests that wait for the end of a run. Belongs to the engine's event loop. */
public final class Endings {
  /** The longest wait of one request. */
  static final long WAIT_MILLIS_MAX = 5 * 60_000;

  private static final long LOOK_MILLIS = 1_000;

  private final RunEngine engine;
  private final Timers timers;
  private final int waitingMax;
  private final Set<Wait> waiting = new LinkedHashSet<>();
  private boolean draining;

  /**
   * @param waitingMax requests that may wait; more are refused
   */
  public Endings(RunEngine engine, Timers timers, int waitingMax) {
    this.engine = engine;
    this.timers = timers;
    this.waitingMax = waitingMax;
  }

  /** Answers all of them now: this process stops. */
  public void drain() {
    draining = true;
    new ArrayList<>(waiting).forEach(Wait::giveUp);
  }

  /**
   * Refuses a request that wants to wait while too many do: before it has done anything.
   *
   * @throws dev.ktsu.contracts.problems.Transient {@code overloaded}
   */
  void checkRoom(long millis) {
    if (millis > 0 && waiting.size() >= waitingMax) {
      throw Problems.overloaded(
          waiting.size() + " requests wait for the end of a run.",
          "KTSU_EVENT_STREAMS_MAX",
          Duration.ofSeconds(5));
    }
  }

  /**
   * The state of a run when it has ended, or as it is when the time is up. A caller that goes away
   * stops waiting and changes nothing else.
   */
  Future<RunState> within(RunId run, long millis, RoutingContext caller) {
    if (draining) {
      return engine.state(run);
    }
    Wait wait = new Wait(run, millis);
    waiting.add(wait);
    caller.addEndHandler(gone -> wait.giveUp());
    wait.look();
    return wait.answer.future();
  }

  private final class Wait {
    private final RunId run;
    private final Promise<RunState> answer = Promise.promise();
    private final List<Timers.Cancellable> alarms;

    Wait(RunId run, long millis) {
      this.run = run;
      this.alarms =
          List.of(
              engine.watch(run, this::look),
              timers.every(LOOK_MILLIS, this::look),
              timers.after(millis, this::giveUp));
    }

    void look() {
      engine
          .state(run)
          .onComplete(
              state -> {
                if (state.state().isTerminal()) {
                  release();
                  answer.tryComplete(state);
                }
              },
              this::fail);
    }

    void giveUp() {
      if (waiting.contains(this)) {
        release();
        engine.state(run).onComplete(answer::tryComplete, this::fail);
      }
    }

    private void release() {
      waiting.remove(this);
      alarms.forEach(Timers.Cancellable::cancel);
    }

    private void fail(Throwable failure) {
      release();
      answer.tryFail(failure);
    }
  }
}
