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
    Draft draft = new Draft(state, recorded);
    switch (recorded.event()) {
      case Event.RunCreated created -> draft.create(created);
      case Event.TakenOver(String owner) -> draft.owner = owner;
      case Event.RunStarted started -> draft.begin();
      case Event.NodesAdded added -> draft.add(added.nodes());
      case Event.StepComputed(StepPath step) -> draft.compute(step);
      case Event.StepSkipped(StepPath step, Code reason, String detail) ->
          draft.skip(step, reason, detail);
      case Event.LegQueued queued -> draft.queue(queued);
      case Event.LegWaiting waiting -> draft.wait(waiting);
      case Event.LegStarted started -> draft.start(started);
      case Event.LegAccepted(StepPath step, int leg) -> draft.change(step, leg, Leg::accepted);
      case Event.LegRecovering lost ->
          draft.change(
              lost.step(),
              lost.leg(),
              was -> was.recovering(lost.reason(), lost.until(), lost.movable()));
      case Event.LegResumed(StepPath step, int leg, String executor, String token) ->
          draft.change(step, leg, was -> was.started(recorded.at(), executor).named(token));
      case Event.TurnKept kept -> draft.keep(kept);
      case Event.CallIntended intended -> draft.intend(intended);
      case Event.ApprovalAsked asked -> draft.ask(asked);
      case Event.ApprovalDecided decided -> draft.decide(decided);
      case Event.LegCancelling(StepPath step, int leg, long until) ->
          draft.change(step, leg, was -> was.cancelling(until));
      case Event.LegEnded ended -> draft.end(ended);
      case Event.UsageWasted(StepPath step, int leg, Metrics metrics) ->
          draft.waste(step, leg, metrics);
      case Event.RunCancelling(String reason, String actor) -> draft.cancel(reason, actor);
      case Event.RunForced(String reason, String actor) -> draft.wish(reason, actor);
      case Event.EpochOpened opened -> draft.reopen(opened);
      case Event.RunEnded ended -> draft.finish(ended);
    }
    return draft.done();
  }

  /** The parts of the next state, while one event is applied. */
  private static final class Draft {
    private final RunState was;
    private final Recorded recorded;
    private State state;
    private RunState.Origin origin;
    private Graph graph;
    private org.pcollections.PVector<Step> steps;
    private org.pcollections.PSortedSet<Integer> ready;
    private org.pcollections.PSortedSet<Integer> active;
    private int undecided;
    private Metrics used;
    private Metrics wasted;
    private int epoch;
    private long deadline;
    private String owner;
    private RunState.Cancel cancel;
    private RunState.Ending ending;

    Draft(RunState was, Recorded recorded) {
      this.was = was;
      this.recorded = recorded;
      state = was.state();
      origin = was.origin();
      graph = was.graph();
      steps = was.steps();
      ready = was.ready();
      active = was.active();
      undecided = was.undecided();
      used = was.used();
      wasted = was.wasted();
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
          graph,
          steps,
          ready,
          active,
          undecided,
          used,
          wasted,
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

    void begin() {
      move(Signal.TIMER_DONE);
      move(Signal.START);
    }

    void add(List<Node> nodes) {
      graph = graph.plus(nodes);
      for (Node node : nodes) {
        int index = steps.size();
        int unresolved = unresolved(node);
        steps = steps.plus(Step.waiting(node, unresolved));
        undecided++;
        if (unresolved == 0) {
          ready = ready.plus(index);
        }
      }
    }

    void compute(StepPath path) {
      int index = indexOf(path);
      Leg leg = Leg.born(steps.get(index).nextLeg(), "").started(recorded.at(), "");
      Leg.Ending end = new Leg.Ending(recorded.at(), null, "", null, recorded.seq());
      settle(index, steps.get(index).with(leg.ended(State.SUCCESS, end)));
    }

    void skip(StepPath path, Code reason, String detail) {
      int index = indexOf(path);
      settle(index, steps.get(index).skipped(new Step.Skip(recorded.at(), reason, detail)));
    }

    void queue(Event.LegQueued queued) {
      int index = indexOf(queued.step());
      Leg leg = opened(index, queued.leg(), queued.token());
      open(index, leg.queued(queued.until()), queued.deadline());
    }

    void wait(Event.LegWaiting waiting) {
      int index = indexOf(waiting.step());
      open(index, Leg.born(waiting.leg(), "").waiting(waiting.until()), waiting.deadline());
    }

    void start(Event.LegStarted started) {
      int index = indexOf(started.step());
      Leg leg = opened(index, started.leg(), started.token());
      open(index, leg.started(recorded.at(), started.executor()), started.deadline());
    }

    /** The leg that waits for its start, or a new one. */
    private Leg opened(int index, int number, String token) {
      Leg current = steps.get(index).leg();
      return current != null && current.isOpen()
          ? leg(index, number).named(token)
          : Leg.born(number, token);
    }

    void change(StepPath path, int number, java.util.function.UnaryOperator<Leg> change) {
      int index = indexOf(path);
      steps = steps.with(index, steps.get(index).with(change.apply(leg(index, number))));
    }

    void end(Event.LegEnded ended) {
      int index = indexOf(ended.step());
      Leg.Ending end =
          new Leg.Ending(
              recorded.at(), ended.code(), ended.error(), ended.metrics(), recorded.seq());
      Step step = steps.get(index);
      Leg current = step.leg();
      Leg leg =
          current != null && current.isOpen()
              ? leg(index, ended.leg())
              : Leg.born(ended.leg(), "").started(recorded.at(), "");
      Leg over = leg.ended(ended.state(), end);
      boolean goesOn = ended.againAt() > 0 && over.isInterrupted();
      if (ended.metrics() != null) {
        used = used.plus(ended.metrics());
      } else if (!goesOn) {
        used = used.plus(over.talk().metrics());
      }
      if (ended.againAt() > 0) {
        Leg next = Leg.born(over.number() + 1, "").waiting(ended.againAt());
        next = goesOn ? next.telling(over.talk()) : next;
        steps = steps.with(index, step.again(over, next));
      } else {
        settle(index, step.with(over));
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
      int index = indexOf(asked.step());
      Leg.Ending end = new Leg.Ending(recorded.at(), Code.APPROVAL_ASKED, "", asked.metrics(), 0);
      Leg over = leg(index, asked.leg()).ended(State.SUCCESS, end);
      used = used.plus(asked.metrics());
      List<Approval> approvals =
          asked.calls().stream().map(call -> Approval.asked(call, recorded.at())).toList();
      Leg held = Leg.held(over.number() + 1, new Gate(recorded.seq(), approvals));
      steps = steps.with(index, steps.get(index).then(over, held));
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
                                  recorded.at(),
                                  decided.actor(),
                                  decided.reason()))));
    }

    void waste(StepPath path, int number, Metrics metrics) {
      int index = indexOf(path);
      steps = steps.with(index, steps.get(index).booked(number, metrics));
      used = used.plus(metrics);
      wasted = wasted.plus(metrics);
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
      ending = new RunState.Ending(recorded.at(), ended.code(), ended.error());
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
      List<Integer> again = Repeats.of(steps, graph);
      again.forEach(index -> steps = steps.with(index, steps.get(index).anew(0)));
      for (int index : again) {
        int unresolved = unresolved(steps.get(index).node());
        steps = steps.with(index, steps.get(index).anew(unresolved));
        if (unresolved == 0) {
          ready = ready.plus(index);
        }
      }
      undecided = again.size();
    }

    private int unresolved(Node node) {
      int open = 0;
      for (Node.Edge edge : node.edges()) {
        if (!isOver(edge.from())) {
          open++;
        }
      }
      return open;
    }

    void move(Signal signal) {
      state = Transitions.apply(state, signal);
    }

    private void open(int index, Leg leg, long until) {
      steps = steps.with(index, steps.get(index).until(until).with(leg));
      ready = ready.minus((Object) index);
      active = active.plus(index);
    }

    /** The step is over: those who wait for it alone become ready. */
    private void settle(int index, Step over) {
      steps = steps.with(index, over);
      ready = ready.minus((Object) index);
      active = active.minus((Object) index);
      undecided--;
      for (int dependant : graph.dependants(index)) {
        Step waiting = steps.get(dependant).resolvedOne();
        steps = steps.with(dependant, waiting);
        if (waiting.unresolved() == 0 && waiting.state() == State.PENDING) {
          ready = ready.plus(dependant);
        }
      }
    }

    private boolean isOver(StepPath path) {
      var index = graph.indexOf(path);
      return index.isPresent()
          && index.getAsInt() < steps.size()
          && steps.get(index.getAsInt()).state().isTerminal();
    }

    private int indexOf(StepPath path) {
      return graph
          .indexOf(path)
          .orElseThrow(() -> new IllegalStateException(was.run() + " has no step " + path));
    }

    private Leg leg(int index, int number) {
      Leg leg = Objects.requireNonNull(steps.get(index).leg(), "no leg");
      if (leg.number() != number) {
        throw new IllegalStateException(
            "leg " + number + " is not current, " + leg.number() + " is");
      }
      return leg;
    }
  }
}
