package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.Signal;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.state.Transitions;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The next state of a run, while one event is applied. */
final class Fold {
  private final RunState was;
  private final Recorded recorded;
  private final Pipeline pipeline;
  private State state;
  private RunState.Origin origin;
  private Metrics used;
  private Metrics wasted;
  private Funds funds;
  private int epoch;
  private long deadline;
  private String owner;
  private RunState.Cancel cancel;
  private RunState.Ending ending;

  Fold(RunState was, Recorded recorded) {
    this.was = was;
    this.recorded = recorded;
    pipeline = new Pipeline(was);
    state = was.state();
    origin = was.origin();
    used = was.used();
    wasted = was.wasted();
    funds = was.funds();
    epoch = was.epoch();
    deadline = was.deadline();
    owner = was.owner();
    cancel = was.cancel();
    ending = was.ending();
  }

  RunState done() {
    return new RunState(
        was.run(),
        recorded.seq(),
        state,
        origin,
        pipeline.graph(),
        pipeline.steps(),
        pipeline.ready(),
        pipeline.active(),
        pipeline.undecided(),
        used,
        wasted,
        funds,
        recorded.at(),
        epoch,
        deadline,
        owner,
        cancel,
        ending);
  }

  void create(Event.RunCreated created) {
    origin =
        new RunState.Origin(
            created.workflow(),
            created.definition(),
            created.each(),
            created.trace(),
            recorded.at(),
            created.startAt());
    deadline = created.deadline();
    owner = created.owner();
    if (created.startAt() > 0) {
      move(Signal.WAIT);
    } else {
      move(Signal.ENQUEUE);
      move(Signal.START);
    }
  }

  void own(String instance, long until) {
    owner = instance;
    for (Step step : was.activeSteps()) {
      Leg leg = step.leg();
      if (leg != null && leg.state() == State.RECOVERING && leg.dueAt() < until) {
        change(step.path(), leg.number(), lost -> lost.hopingUntil(until));
      }
    }
  }

  void add(List<Node> nodes) {
    pipeline.add(nodes);
  }

  void begin() {
    move(Signal.TIMER_DONE);
    move(Signal.START);
  }

  void budget(long nanos) {
    funds = funds.budgeted(nanos);
  }

  void grant(StepPath step, long nanos) {
    funds = funds.granted(step, nanos);
  }

  void hold(Event.LegHeld held) {
    int index = pipeline.indexOf(held.step());
    Leg current = pipeline.step(index).leg();
    if (current == null || !current.isOpen()) {
      pipeline.open(index, Leg.unfunded(held.leg(), null), held.deadline());
      return;
    }
    Leg.Ending end = new Leg.Ending(recorded.at(), Code.APPROVAL_ASKED, "", held.metrics(), 0);
    Leg over = current.ended(State.SUCCESS, end);
    account(index, over, false);
    pipeline.set(index, pipeline.step(index).then(over, Leg.unfunded(held.leg(), over)));
  }

  void askForBudget(Event.BudgetAsked asked) {
    funds =
        funds.asked(
            new BudgetQuestion(
                asked.step(),
                asked.leg(),
                epoch,
                asked.why(),
                funds.budget(),
                funds.taken(used),
                recorded.at(),
                asked.announce(),
                null));
  }

  /** A leg waits behind its gate, or was the first to wait for a higher budget. */
  void announced(StepPath path, int number) {
    if (funds.question(path, number).isPresent()) {
      funds = funds.announced();
    } else {
      change(path, number, leg -> leg.at(Objects.requireNonNull(leg.gate()).announced()));
    }
  }

  void decideOnBudget(Event.BudgetDecided decided) {
    funds =
        funds.answered(
            new BudgetQuestion.Answer(
                recorded.at(),
                decided.status(),
                decided.nanos(),
                decided.actor(),
                decided.reason()));
  }

  void fanOut(Event.FannedOut list) {
    int index = pipeline.indexOf(list.step());
    Node whole = pipeline.graph().node(index);
    Parts parts = Parts.items(recorded.seq(), list.atOnce(), list.failuresMax());
    pipeline.open(index, begun(index, list.leg()), 0, parts);
    pipeline.add(
        IntStream.range(0, list.items())
            .mapToObj(item -> whole.item(item, list.conditional()))
            .toList());
  }

  void enter(StepPath path, int number, long limitMillis) {
    int index = pipeline.indexOf(path);
    long until = limitMillis == 0 ? 0 : recorded.at() + limitMillis;
    Parts parts = Parts.steps(recorded.seq(), limitMillis);
    pipeline.open(index, begun(index, number), until, parts);
  }

  void reenter(StepPath path, int number) {
    int index = pipeline.indexOf(path);
    long limit = Objects.requireNonNull(pipeline.step(index).parts()).limitMillis();
    pipeline.reopen(index, begun(index, number), limit == 0 ? 0 : recorded.at() + limit);
  }

  private Leg begun(int index, int number) {
    return opened(index, number, "").started(recorded.at(), "");
  }

  void skipRest(StepPath path, Code reason) {
    pipeline.skipRest(pipeline.indexOf(path), new Step.Skip(recorded.at(), reason, ""));
  }

  void compute(StepPath path) {
    int index = pipeline.indexOf(path);
    Leg leg = Leg.born(pipeline.step(index).nextLeg(), "").started(recorded.at(), "");
    Leg.Ending end = new Leg.Ending(recorded.at(), null, "", null, recorded.seq());
    pipeline.settle(index, pipeline.step(index).with(leg.ended(State.SUCCESS, end)));
  }

  void skip(StepPath path, Code reason, String detail) {
    int index = pipeline.indexOf(path);
    pipeline.settle(
        index, pipeline.step(index).skipped(new Step.Skip(recorded.at(), reason, detail)));
  }

  void queue(Event.LegQueued queued) {
    int index = pipeline.indexOf(queued.step());
    Leg leg = opened(index, queued.leg(), queued.token());
    pipeline.open(index, leg.queued(queued.until()), queued.deadline());
  }

  void wait(Event.LegWaiting waiting) {
    int index = pipeline.indexOf(waiting.step());
    pipeline.open(index, Leg.born(waiting.leg(), "").waiting(waiting.until()), waiting.deadline());
  }

  void start(Event.LegStarted started) {
    int index = pipeline.indexOf(started.step());
    Leg leg = opened(index, started.leg(), started.token());
    pipeline.open(index, leg.started(recorded.at(), started.executor()), started.deadline());
  }

  /** The leg that waits for its start, or a new one. */
  private Leg opened(int index, int number, String token) {
    Leg current = pipeline.step(index).leg();
    return current != null && current.isOpen()
        ? pipeline.leg(index, number).named(token)
        : Leg.born(number, token);
  }

  void change(StepPath path, int number, UnaryOperator<Leg> change) {
    int index = pipeline.indexOf(path);
    pipeline.set(index, pipeline.step(index).with(change.apply(pipeline.leg(index, number))));
  }

  /** Nobody knows what the process that had it before has spent. */
  void resume(Event.LegResumed resumed) {
    Leg leg = pipeline.leg(pipeline.indexOf(resumed.step()), resumed.leg());
    if (resumed.anew() || !leg.handover().executor().equals(resumed.executor())) {
      funds = funds.lost(resumed.step(), resumed.leg(), leg.talk().metrics(), true);
    }
    change(
        resumed.step(),
        resumed.leg(),
        was -> was.started(recorded.at(), resumed.executor()).named(resumed.token()));
  }

  void end(Event.LegEnded ended) {
    int index = pipeline.indexOf(ended.step());
    Leg.Ending end =
        new Leg.Ending(recorded.at(), ended.code(), ended.error(), ended.metrics(), recorded.seq());
    Step step = pipeline.step(index);
    Leg current = step.leg();
    Leg leg =
        current != null && current.isOpen()
            ? pipeline.leg(index, ended.leg())
            : Leg.born(ended.leg(), "").started(recorded.at(), "");
    Leg over = leg.ended(ended.state(), end);
    boolean goesOn = ended.againAt() > 0 && over.isInterrupted();
    account(index, over, goesOn);
    if (ended.againAt() > 0) {
      Leg next = Leg.born(over.number() + 1, "").waiting(ended.againAt());
      next = goesOn ? next.goingOn(over) : next;
      pipeline.set(index, step.again(over, next));
    } else {
      pipeline.settle(index, step.with(over));
    }
  }

  /**
   * Books what a leg has used that is over.
   *
   * @param goesOn whether the next leg will account for the turns that it told
   */
  private void account(int index, Leg over, boolean goesOn) {
    StepPath step = pipeline.step(index).path();
    Metrics metrics = Objects.requireNonNull(over.ending()).metrics();
    if (metrics != null) {
      book(index, metrics);
      funds = funds.settled(step, metrics);
      return;
    }
    Metrics told = over.talk().metrics();
    funds = funds.lost(step, over.number(), told, goesOn);
    if (!goesOn) {
      book(index, told);
    }
  }

  void keep(Event.TurnKept kept) {
    Talk.Part part = new Talk.Part(kept.turn(), recorded.seq());
    change(
        kept.step(),
        kept.leg(),
        leg -> leg.telling(leg.talk().with(part, kept.after(), kept.metrics())));
  }

  void intend(Event.CallIntended call) {
    Talk.Intended intended =
        new Talk.Intended(call.turn(), call.call(), call.tool(), call.argumentsHash());
    change(call.step(), call.leg(), leg -> leg.telling(leg.talk().with(intended)));
  }

  void ask(Event.ApprovalAsked asked) {
    int index = pipeline.indexOf(asked.step());
    Leg.Ending end = new Leg.Ending(recorded.at(), Code.APPROVAL_ASKED, "", asked.metrics(), 0);
    Leg over = pipeline.leg(index, asked.leg()).ended(State.SUCCESS, end);
    book(index, asked.metrics());
    funds = funds.settled(asked.step(), asked.metrics());
    List<Approval> approvals =
        asked.calls().stream().map(call -> Approval.asked(call, recorded.at())).toList();
    Leg held = Leg.held(over.number() + 1, new Gate(recorded.seq(), approvals, asked.announce()));
    pipeline.set(index, pipeline.step(index).then(over, held));
  }

  void decide(Event.ApprovalDecided decided) {
    change(
        decided.step(),
        decided.leg(),
        leg ->
            leg.at(
                Objects.requireNonNull(leg.gate())
                    .with(
                        decided.call(),
                        asked ->
                            asked.decided(
                                decided.status(),
                                decided.actor(),
                                decided.reason(),
                                recorded.at(),
                                recorded.seq()))));
  }

  void waste(StepPath path, int number, Metrics metrics) {
    int index = pipeline.indexOf(path);
    pipeline.set(index, pipeline.step(index).booked(number, metrics));
    book(index, metrics);
    funds = funds.found(path, number, metrics);
    wasted = wasted.plus(metrics);
  }

  private void book(int index, Metrics metrics) {
    used = used.plus(metrics);
    pipeline.book(index, metrics);
  }

  void finish(Event.RunEnded ended) {
    move(
        switch (ended.state()) {
          case SUCCESS -> Signal.SUCCEED;
          case FAILED -> Signal.FAIL;
          case CANCELLED -> state == State.CANCELLING ? Signal.COMPLETE : Signal.CANCEL;
          case PENDING, QUEUED, WAITING, HELD, RUNNING, RECOVERING, CANCELLING, SKIPPED ->
              throw new IllegalStateException("a run does not end as " + ended.state());
        });
    ending = new RunState.Ending(recorded.at(), ended.code(), ended.error(), recorded.seq());
  }

  /** A run that has not begun is not asked: it ends at once. */
  void cancel(String reason, String actor) {
    wish(reason, actor);
    if (state == State.RUNNING) {
      move(Signal.CANCEL_GRACEFUL);
    }
  }

  void wish(String reason, String actor) {
    cancel = new RunState.Cancel(recorded.at(), reason, actor);
  }

  void reopen(Event.EpochOpened opened) {
    epoch = opened.epoch();
    deadline = opened.deadline();
    owner = opened.owner();
    cancel = null;
    ending = null;
    state = State.PENDING;
    move(Signal.ENQUEUE);
    move(Signal.START);
    pipeline.again();
  }

  private void move(Signal signal) {
    state = Transitions.apply(state, signal);
  }
}
