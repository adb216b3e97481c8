package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.orchestrator.kernel.Event.Recorded;

/** Folds events into a state. What it refuses by an exception is a corrupt journal or a bug. */
public final class Evolve {
  private Evolve() {}

  /** The state after all of {@code journal}. */
  public static RunState all(RunState state, Iterable<Recorded> journal) {
    RunState now = state;
    for (Recorded recorded : journal) {
      now = apply(now, recorded);
    }
    return now;
  }

  /** The state after one more event. */
  public static RunState apply(RunState state, Recorded recorded) {
    if (recorded.seq() != state.head() + 1) {
      throw new IllegalStateException(
          state.run() + ": event " + recorded.seq() + " does not follow " + state.head());
    }
    Fold fold = new Fold(state, recorded);
    switch (recorded.event()) {
      case Event.RunCreated created -> fold.create(created);
      case Event.TakenOver(String owner, long until) -> fold.own(owner, until);
      case Event.RunStarted started -> fold.begin();
      case Event.NodesAdded added -> fold.add(added.nodes());
      case Event.Budgeted(long nanos) -> fold.budget(nanos);
      case Event.Granted(StepPath step, int leg, long nanos) -> fold.grant(step, nanos);
      case Event.LegHeld held -> fold.hold(held);
      case Event.BudgetAsked asked -> fold.askForBudget(asked);
      case Event.BudgetDecided decided -> fold.decideOnBudget(decided);
      case Event.FannedOut list -> fold.fanOut(list);
      case Event.Entered(StepPath step, int leg, long limit) -> fold.enter(step, leg, limit);
      case Event.Reentered(StepPath step, int leg) -> fold.reenter(step, leg);
      case Event.RestSkipped(StepPath step, Code reason) -> fold.skipRest(step, reason);
      case Event.StepComputed(StepPath step) -> fold.compute(step);
      case Event.StepSkipped(StepPath step, Code reason, String detail) ->
          fold.skip(step, reason, detail);
      case Event.LegQueued queued -> fold.queue(queued);
      case Event.LegWaiting waiting -> fold.wait(waiting);
      case Event.LegStarted started -> fold.start(started);
      case Event.LegAccepted(StepPath step, int leg) -> fold.change(step, leg, Leg::accepted);
      case Event.LegRecovering lost ->
          fold.change(
              lost.step(),
              lost.leg(),
              was -> was.recovering(lost.reason(), lost.until(), lost.movable()));
      case Event.LegResumed resumed -> fold.resume(resumed);
      case Event.TurnKept kept -> fold.keep(kept);
      case Event.CallIntended intended -> fold.intend(intended);
      case Event.ApprovalAsked asked -> fold.ask(asked);
      case Event.Announced(StepPath step, int leg) -> fold.announced(step, leg);
      case Event.ApprovalDecided decided -> fold.decide(decided);
      case Event.LegCancelling(StepPath step, int leg, long until) ->
          fold.change(step, leg, was -> was.cancelling(until));
      case Event.LegEnded ended -> fold.end(ended);
      case Event.UsageWasted(StepPath step, int leg, Metrics metrics) ->
          fold.waste(step, leg, metrics);
      case Event.RunCancelling(String reason, String actor) -> fold.cancel(reason, actor);
      case Event.RunForced(String reason, String actor) -> fold.wish(reason, actor);
      case Event.EpochOpened opened -> fold.reopen(opened);
      case Event.RunEnded ended -> fold.finish(ended);
    }
    return fold.done();
  }
}
