package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Conflict;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.orchestrator.airlock.Judged;
import java.util.List;
import java.util.Optional;

/**
 * Turns a command into events. Each method handles one command on the state as it stands; what
 * follows from it (skips, pure steps, new legs, the end of the run) is {@link Progress}.
 */
public final class Decide {
  private final Behaviour behaviour;
  private final Draft draft;
  private final Placing placing;
  private final Progress progress;
  private final Stopping stopping;
  private final Occasion occasion;

  private Decide(RunState state, Behaviour behaviour, Payloads payloads, Occasion occasion) {
    this.behaviour = behaviour;
    this.occasion = occasion;
    this.draft = new Draft(state, payloads, occasion.at());
    this.stopping = new Stopping(draft, occasion);
    this.placing = new Placing(draft, behaviour, occasion);
    this.progress = new Progress(draft, behaviour, occasion, stopping, placing);
  }

  /**
   * The decision on one command.
   *
   * @param payloads at least those that {@link Needs} names
   */
  public static Decision decide(
      RunState state, Command command, Behaviour behaviour, Payloads payloads, Occasion occasion) {
    Decide decide = new Decide(state, behaviour, payloads, occasion);
    return switch (command) {
      case Command.Create create -> decide.create(create);
      case Command.TakeOver(String from) -> decide.takeOver(from);
      case Command.Proceed proceed -> decide.proceed();
      case Command.Complete complete -> decide.complete(complete);
      case Command.Checkpoint checkpoint -> decide.checkpoint(checkpoint);
      case Command.Intend intend -> decide.intend(intend);
      case Command.Fund fund -> decide.fund(fund);
      case Command.Ask ask -> decide.ask(ask);
      case Command.Announced announced -> decide.announced(announced);
      case Command.Settle settle -> decide.settle(settle);
      case Command.Accept accept -> decide.accept(accept);
      case Command.Undelivered undelivered -> decide.undelivered(undelivered);
      case Command.Lost lost -> decide.lost(lost);
      case Command.Found found -> decide.found(found);
      case Command.Stopped stopped -> decide.stopped(stopped);
      case Command.Cancel cancel -> decide.cancel(cancel);
      case Command.Retry retry -> decide.retry(retry);
    };
  }

  private Decision create(Command.Create create) {
    if (draft.state().head() > 0) {
      return draft.decision();
    }
    draft.emit(
        new Event.RunCreated(
            create.workflow(),
            create.definition(),
            create.each(),
            create.trace(),
            create.startAt(),
            deadline(Math.max(create.startAt(), occasion.at())),
            occasion.instance()),
        create.inputs());
    if (behaviour.budget() > 0) {
      draft.emit(new Event.Budgeted(behaviour.budget()));
    }
    Chunks.of(behaviour.nodes()).forEach(nodes -> draft.emit(new Event.NodesAdded(nodes)));
    return advanced();
  }

  /** When a run that begins at {@code start} must be over; 0 for never. */
  private long deadline(long start) {
    return behaviour.timeoutMillis() == 0 ? 0 : start + behaviour.timeoutMillis();
  }

  /** What the run asks for is carried out by its new owner once this is durable. */
  private Decision takeOver(String from) {
    RunState state = draft.state();
    if (!state.isSettled() && state.isOf(from) && !state.isOf(occasion.instance())) {
      boolean anyLost =
          state.activeSteps().stream().anyMatch(step -> step.state() == State.RECOVERING);
      long until = anyLost ? occasion.at() + occasion.limits().graceMillis() : 0;
      draft.emit(new Event.TakenOver(occasion.instance(), until));
    }
    return draft.decision();
  }

  private Decision proceed() {
    RunState state = draft.state();
    if (state.state() == State.WAITING && state.born().startAt() <= occasion.at()) {
      draft.emit(new Event.RunStarted());
    }
    if (state.state() == State.RUNNING && isPast(state.deadline())) {
      stopping.runTimeUp();
    }
    draft.state().activeSteps().forEach(this::due);
    return advanced();
  }

  private boolean isPast(long time) {
    return time > 0 && time <= occasion.at();
  }

  /** A leg whose time is up, or that waits for a runtime. */
  private void due(Step seen) {
    Step step = draft.state().step(seen.path()).orElseThrow();
    Leg leg = step.leg();
    if (leg == null || !leg.isOpen()) {
      return;
    }
    if (draft.state().state() == State.RUNNING && isPast(step.deadline())) {
      progress.stepTimeUp(step, leg);
    } else if (isPast(leg.dueAt())) {
      progress.timeUp(step, leg);
    } else if (leg.state() == State.QUEUED && placing.isSpent(step)) {
      progress.spent(step, leg.number());
    } else if (leg.state() == State.QUEUED || leg.state() == State.RECOVERING) {
      placing.place(step, "");
    }
  }

  private Decision complete(Command.Complete complete) {
    Optional<Step> found = draft.state().step(complete.step());
    Leg leg = found.flatMap(step -> step.leg(complete.leg())).orElse(null);
    if (leg == null) {
      return draft.decision();
    }
    if (complete.token().isPresent() && !leg.knows(complete.token().get())) {
      return draft.refused(Told.notItsToken(leg, complete.step()));
    }
    Judged judged = complete.judged();
    if (!leg.isOpen()) {
      bookLate(found.get(), leg, judged.metrics());
      return draft.decision();
    }
    foundAgain(complete.step(), leg);
    progress.end(draft.step(complete.step()), leg, judged);
    return advanced();
  }

  /** Usage of a leg that is over counts once, whoever reports it; that of kept turns has. */
  private void bookLate(Step step, Leg leg, Metrics metrics) {
    if (metrics != null && leg.ending() != null && leg.ending().metrics() == null) {
      Metrics more = metrics.beyond(leg.talk().metrics());
      draft.emit(new Event.UsageWasted(step.path(), leg.number(), more));
    }
  }

  /** A leg that was given up for lost has told something. */
  private void foundAgain(StepPath step, Leg leg) {
    if (leg.state() == State.RECOVERING) {
      draft.emit(new Event.LegResumed(step, leg.number(), leg.handover().executor(), "", false));
    }
  }

  private Decision checkpoint(Command.Checkpoint told) {
    Told leg = Told.of(draft.state(), told.step(), told.leg(), told.token());
    if (leg.refusal() != null) {
      return draft.refused(leg.refusal());
    }
    foundAgain(told.step(), leg.open());
    // One that was under way for long must not take back the turns that were kept since.
    if (told.turn() >= leg.open().talk().turn()) {
      draft.emit(
          new Event.TurnKept(told.step(), told.leg(), told.turn(), told.after(), told.metrics()),
          told.body());
    }
    return draft.decision();
  }

  private Decision intend(Command.Intend told) {
    Told leg = Told.of(draft.state(), told.step(), told.leg(), told.token());
    if (leg.refusal() != null) {
      return draft.refused(leg.refusal());
    }
    foundAgain(told.step(), leg.open());
    Talk talk = leg.open().talk();
    Talk.Intended call = told.call();
    boolean isKept = talk.turn() > 0 && call.turn() <= talk.turn();
    if (!isKept && !talk.intents().contains(call)) {
      draft.emit(
          new Event.CallIntended(
              told.step(),
              told.leg(),
              call.turn(),
              call.call(),
              call.tool(),
              call.argumentsHash()));
    }
    return draft.decision();
  }

  private Decision fund(Command.Fund told) {
    Told leg = Told.of(draft.state(), told.step(), told.leg(), told.token());
    if (leg.refusal() != null) {
      return draft.refused(leg.refusal());
    }
    Step step = draft.step(told.step());
    if (!placing.isLimited(step) || placing.fund(step, leg.open(), told.nanos())) {
      return draft.decision();
    }
    placing.giveBack(step, leg.open(), told.spent());
    if (placing.isCapped(step)) {
      return draft.refused(
          BudgetProblems.agentExceeded(new Usd(behaviour.policy(told.step()).budget())));
    }
    return draft.refused(
        draft.state().isHeldBeside(told.step())
            ? BudgetProblems.busy()
            : BudgetProblems.exceeded(new Usd(draft.state().funds().budget())));
  }

  private Decision ask(Command.Ask ask) {
    Told told = Told.of(draft.state(), ask.step(), ask.leg(), ask.token());
    if (told.refusal() != null) {
      return askedLate(ask, told.refusal());
    }
    foundAgain(ask.step(), told.open());
    List<Approval.Call> calls =
        ask.calls().stream().map(call -> call.dueFrom(occasion.at())).toList();
    boolean announce = behaviour.announces(ask.step());
    draft.emit(
        new Event.ApprovalAsked(ask.step(), ask.leg(), calls, ask.metrics(), announce), ask.body());
    return draft.decision();
  }

  /** Of a question that is answered meanwhile nothing more is kept. */
  private Decision announced(Command.Announced told) {
    if (Outstanding.asks(draft.state(), new Effect.Announce(told.step(), told.leg()))) {
      draft.emit(new Event.Announced(told.step(), told.leg()));
    }
    return draft.decision();
  }

  /** Nobody waits for the question, but the leg that asks is over and tells what it has used. */
  private Decision askedLate(Command.Ask ask, Problem refusal) {
    Step step = draft.state().step(ask.step()).orElse(null);
    Leg leg = step == null ? null : step.leg(ask.leg()).orElse(null);
    if (step == null || leg == null || !leg.knows(ask.token())) {
      return draft.refused(refusal);
    }
    if (leg.state() == State.CANCELLING) {
      stopping.endCancelled(step, leg, ask.metrics());
      return advanced();
    }
    if (leg.isOpen()) {
      return draft.refused(refusal);
    }
    bookLate(step, leg, ask.metrics());
    return draft.decision();
  }

  private Decision settle(Command.Settle settle) {
    Optional<Problem> refusal = new Settling(draft, progress).settle(settle);
    return refusal.isPresent() ? draft.refused(refusal.get()) : advanced();
  }

  private Decision accept(Command.Accept accept) {
    draft
        .legAt(accept.step(), accept.leg(), accept.executor())
        .filter(leg -> leg.state() == State.RUNNING && !leg.handover().accepted())
        .ifPresent(leg -> draft.emit(new Event.LegAccepted(accept.step(), accept.leg())));
    return draft.decision();
  }

  private Decision undelivered(Command.Undelivered news) {
    draft
        .legAt(news.step(), news.leg(), news.executor())
        .filter(leg -> leg.state() == State.RUNNING && !leg.handover().accepted())
        .ifPresent(leg -> progress.undelivered(news, leg));
    return advanced();
  }

  private Decision lost(Command.Lost news) {
    draft
        .legAt(news.step(), news.leg(), news.executor())
        .ifPresent(
            leg -> {
              if (leg.state() == State.RUNNING) {
                progress.lost(news, leg);
              } else if (leg.state() == State.CANCELLING) {
                stopping.endCancelled(draft.step(news.step()), leg, null);
              }
            });
    return advanced();
  }

  private Decision found(Command.Found news) {
    draft
        .legAt(news.step(), news.leg(), news.executor())
        .filter(leg -> leg.state() == State.RECOVERING)
        .ifPresent(
            leg -> {
              foundAgain(news.step(), leg);
              draft.emit(new Event.LegAccepted(news.step(), news.leg()));
            });
    return draft.decision();
  }

  private Decision stopped(Command.Stopped news) {
    draft
        .state()
        .step(news.step())
        .ifPresent(
            step -> {
              Leg leg = step.leg();
              if (leg != null && leg.number() == news.leg() && leg.state() == State.CANCELLING) {
                stopping.endCancelled(step, leg, news.metrics());
              }
            });
    return advanced();
  }

  private Decision cancel(Command.Cancel cancel) {
    State state = draft.state().state();
    if (state.isTerminal()) {
      return draft.refused(
          new Conflict(
              Code.RUN_FINISHED,
              409,
              "run already " + state.runStatus(),
              "The run has ended as " + state.runStatus() + " and cannot be cancelled.",
              ""));
    }
    if (state == State.CANCELLING) {
      draft.emit(new Event.RunForced(cancel.reason(), cancel.actor()));
      stopping.giveUp();
      return advanced();
    }
    draft.emit(new Event.RunCancelling(cancel.reason(), cancel.actor()));
    stopping.windDown(Code.CANCELLED);
    if (state == State.WAITING) {
      draft.emit(new Event.RunEnded(State.CANCELLED, Code.CANCELLED, ""));
    }
    return advanced();
  }

  /** What becomes ready by it is decided next: its inputs are not at hand yet. */
  private Decision retry(Command.Retry retry) {
    RunState state = draft.state();
    if (!state.isSettled()) {
      return draft.refused(
          new Conflict(
              Code.RUN_ACTIVE,
              409,
              "run is " + state.state().runStatus(),
              "Something of the run is still under way.",
              "Wait for its end, or cancel it."));
    }
    if (state.state() == State.SUCCESS) {
      return draft.refused(
          new Conflict(
              Code.RUN_FINISHED,
              409,
              "run already complete",
              "The run has succeeded: there is nothing to try again.",
              "Invoke the workflow for another run."));
    }
    draft.emit(
        new Event.EpochOpened(
            state.epoch() + 1,
            retry.reason(),
            retry.actor(),
            deadline(occasion.at()),
            occasion.instance()));
    return draft.decision();
  }

  private Decision advanced() {
    progress.advance();
    return draft.decision();
  }
}
