package dev.ktsu.orchestrator.kernel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.orchestrator.airlock.Judged;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What follows from a change of a run, written into a {@link Draft}. */
final class Progress {
  private final Draft draft;
  private final Behaviour behaviour;
  private final Occasion occasion;
  private final Stopping stopping;
  private final Placing placing;
  private final Failing failing;
  private final Raising raising;
  private int pureSteps;

  Progress(
      Draft draft, Behaviour behaviour, Occasion occasion, Stopping stopping, Placing placing) {
    this.draft = draft;
    this.behaviour = behaviour;
    this.occasion = occasion;
    this.stopping = stopping;
    this.placing = placing;
    this.failing = new Failing(draft, behaviour, occasion, stopping, placing);
    this.raising = new Raising(draft, behaviour, placing, failing);
  }

  /**
   * Decides steps that are ready until none is, or this decision has done its share. What leaves
   * the process is left to the run's owner.
   */
  void advance() {
    Set<Integer> left = new HashSet<>();
    Optional<Integer> next = next(left);
    while (next.isPresent()) {
      long before = draft.state().head();
      begin(draft.state().steps().get(next.get()));
      if (draft.state().head() == before) {
        left.add(next.get());
      }
      next = next(left);
    }
    finishIfOver();
  }

  private Optional<Integer> next(Set<Integer> left) {
    RunState state = draft.state();
    if (state.state() != State.RUNNING || pureSteps >= occasion.limits().pureStepsMax()) {
      return Optional.empty();
    }
    return left.isEmpty()
        ? state.ready().isEmpty() ? Optional.empty() : Optional.of(state.ready().first())
        : state.ready().stream().filter(index -> !left.contains(index)).findFirst();
  }

  /** A leg is over with a verdict. */
  void end(Step step, Leg leg, Judged judged) {
    if (leg.state() == State.CANCELLING) {
      stopping.endCancelled(step, leg, judged.metrics());
      return;
    }
    switch (judged.kind()) {
      case PASSED, SKIPPED ->
          draft.emit(
              new Event.LegEnded(
                  step.path(), leg.number(), State.SUCCESS, judged.code(), "", judged.metrics(), 0),
              judged.body());
      case FAILED -> {
        if (!waitsForBudget(step, judged)) {
          failing.fail(
              step.path(),
              leg.number(),
              codeOf(judged),
              judged.error(),
              judged.metrics(),
              judged.body());
        }
      }
    }
  }

  private boolean waitsForBudget(Step step, Judged judged) {
    return judged.code() == Code.BUDGET_EXCEEDED
        && draft.state().funds().isLimited()
        && !placing.isCapped(step)
        && raising.holds(step, judged.error(), judged.metrics());
  }

  /** A delivery failed: the next runtime, or the end when there were too many. */
  void undelivered(Command.Undelivered news, Leg leg) {
    if (leg.handover().deliveries() >= occasion.limits().deliveriesMax()) {
      String error =
          "no runtime took the step in " + leg.handover().deliveries() + " tries: " + news.reason();
      failing.fail(news.step(), leg.number(), Code.DISPATCH_FAILED, error);
      return;
    }
    long until = occasion.at() + occasion.limits().queueMillis();
    draft.emit(new Event.LegRecovering(news.step(), leg.number(), news.reason(), until, true));
    placing.place(draft.step(news.step()), news.executor());
  }

  /**
   * The runtime is gone: another one if the leg can move, else a while of hope. A leg that takes
   * one runtime after the other along gets no further one.
   */
  void lost(Command.Lost news, Leg leg) {
    boolean isFutile = leg.movesInVain() + 1 >= occasion.limits().deliveriesMax();
    if (occasion.limits().graceMillis() == 0 || isFutile) {
      failing.fail(news.step(), leg.number(), Code.RUNTIME_LOST, news.reason());
      return;
    }
    boolean told = news.resumable() || !leg.talk().isEmpty();
    boolean movable = told || !draft.step(news.step()).node().tools();
    long until = occasion.at() + occasion.limits().graceMillis();
    draft.emit(new Event.LegRecovering(news.step(), leg.number(), news.reason(), until, movable));
    placing.place(draft.step(news.step()), news.executor());
  }

  /** A leg has waited as long as it may. */
  void timeUp(Step step, Leg leg) {
    switch (leg.state()) {
      case QUEUED ->
          failing.fail(
              step.path(),
              leg.number(),
              Code.RUNTIME_UNAVAILABLE,
              "no runtime had room for the step in time");
      case RECOVERING ->
          failing.fail(step.path(), leg.number(), Code.RUNTIME_LOST, leg.handover().reason());
      case CANCELLING -> stopping.endCancelled(step, leg, null);
      case WAITING -> {
        if (draft.state().state() == State.RUNNING) {
          awake(step, leg);
        }
      }
      case HELD -> late(step, leg);
      case PENDING, RUNNING, SUCCESS, FAILED, CANCELLED, SKIPPED -> {
        // Nothing of theirs falls due.
      }
    }
  }

  /** An approval of the step was decided: the leg that waits goes on, or ends. */
  void decided(StepPath path) {
    Step step = draft.step(path);
    Leg leg = Objects.requireNonNull(step.leg());
    Optional<Approval> fatal = Objects.requireNonNull(leg.gate()).fatal();
    if (fatal.isPresent()) {
      failing.fail(path, leg.number(), fatal.get().failure(), fatal.get().error());
    } else if (leg.isUnfunded()) {
      placing.release(step, leg);
    }
  }

  private void late(Step step, Leg leg) {
    for (Approval asked : Objects.requireNonNull(leg.gate()).approvals()) {
      long until = asked.call().until();
      if (asked.isPending() && until > 0 && until <= occasion.at()) {
        draft.emit(
            new Event.ApprovalDecided(
                step.path(), leg.number(), asked.call().number(), Approval.Status.TIMEOUT, "", ""));
      }
    }
    decided(step.path());
  }

  /** A step has taken longer than it may. */
  void stepTimeUp(Step step, Leg leg) {
    String error = "the step took longer than its timeout_s";
    failing.fail(step.path(), leg.number(), Code.TIMEOUT, error);
  }

  /** A pause is over: that of a sleep, or that before another leg. */
  private void awake(Step step, Leg leg) {
    if (step.node().kind() == StepKind.SLEEP) {
      ObjectNode body = Json.object();
      body.putObject("output").put("slept_until", Instant.ofEpochMilli(leg.dueAt()).toString());
      draft.emit(
          new Event.LegEnded(step.path(), leg.number(), State.SUCCESS, null, "", null, 0), body);
    } else {
      start(step);
    }
  }

  private void begin(Step step) {
    if (step.isOpenWhole()) {
      gather(step);
      return;
    }
    Optional<Step> unmet = unmet(step);
    if (unmet.isPresent()) {
      skip(step, reasonOf(unmet.get()), unmet.get().path().text());
      return;
    }
    if (step.node().conditional()) {
      Behaviour.Condition condition = behaviour.condition(step.path(), draft);
      if (!condition.holds()) {
        boolean evaluated = condition.error().isEmpty();
        skip(
            step,
            evaluated ? Code.CONDITION_FALSE : Code.CONDITION_INVALID,
            Failing.cut(condition.error()));
        return;
      }
    }
    start(step);
  }

  /** All parts have ended. Where what they have yielded is not at hand, the next decision looks. */
  private void gather(Step step) {
    List<Step> parts = draft.state().partsOf(step);
    if (!draft.isAtHand(parts)) {
      return;
    }
    pureSteps++;
    Judged judged = behaviour.gather(step.path(), parts, draft);
    end(step, Objects.requireNonNull(step.leg()), judged);
  }

  private void start(Step step) {
    if (step.node().isCarriedOutside() && !placing.isOurs()) {
      return;
    }
    int leg = step.nextLeg();
    if (step.node().hasParts()) {
      open(step, leg);
      return;
    }
    if (behaviour.isSuppressed(step.path())) {
      skip(step, Code.WEBHOOKS_SUPPRESSED, "");
      return;
    }
    switch (step.node().kind()) {
      case TRANSFORM -> compute(step, leg);
      case WEBHOOK ->
          draft.emit(
              new Event.LegStarted(
                  step.path(), leg, occasion.instance(), "", placing.deadline(step)));
      case AGENT -> {
        if (placing.isSpent(step)) {
          spent(step, leg);
        } else {
          placing.begin(step, leg);
        }
      }
      case SLEEP -> sleep(step, leg);
      case WORKFLOW -> throw new IllegalStateException(step.path() + " has parts");
    }
  }

  /** The budget of the agent is spent; or that of the run: no leg begins before there is more. */
  void spent(Step step, int leg) {
    if (placing.isAgentSpent(step)) {
      Usd own = new Usd(behaviour.policy(step.path()).budget());
      String error = "the budget of the agent, " + own + " a step, is spent";
      failing.fail(step.path(), leg, Code.BUDGET_EXCEEDED, error);
      return;
    }
    Usd budget = new Usd(draft.state().funds().budget());
    String error = "the budget of the run, " + budget + ", is spent";
    if (!raising.holds(step, error, null)) {
      failing.fail(step.path(), leg, Code.BUDGET_EXCEEDED, error);
    }
  }

  /** People have said whether the run may spend more. */
  void decided(BudgetQuestion question, Command.Ruling ruling) {
    raising.decided(question, ruling);
  }

  private void open(Step step, int leg) {
    pureSteps++;
    if (step.parts() != null) {
      draft.emit(new Event.Reentered(step.path(), leg));
      return;
    }
    switch (behaviour.open(step.path(), draft)) {
      case Behaviour.Opening.Items(var items, int atOnce, int failuresMax, boolean conditional) ->
          draft.emit(
              new Event.FannedOut(step.path(), leg, items.size(), atOnce, failuresMax, conditional),
              Json.object().set("items", items));
      case Behaviour.Opening.Inner(ObjectNode params, List<Node> nodes) -> {
        long limit = behaviour.policy(step.path()).timeoutMillis();
        draft.emit(new Event.Entered(step.path(), leg, limit), Json.object().set("params", params));
        Chunks.of(nodes).forEach(some -> draft.emit(new Event.NodesAdded(some)));
      }
      case Behaviour.Opening.Impossible(Code code, String error) ->
          failing.fail(step.path(), leg, code, error);
    }
  }

  private void sleep(Step step, int leg) {
    Behaviour.Wake wake = behaviour.wake(step.path(), draft, occasion.at());
    if (wake.error().isEmpty()) {
      draft.emit(new Event.LegWaiting(step.path(), leg, wake.at(), placing.deadline(step)));
    } else {
      failing.fail(step.path(), leg, Code.EXPRESSION_FAILED, wake.error());
    }
  }

  private void compute(Step step, int leg) {
    pureSteps++;
    Judged judged = behaviour.compute(step.path(), draft);
    switch (judged.kind()) {
      case PASSED -> draft.emit(new Event.StepComputed(step.path()), judged.body());
      case SKIPPED -> skip(step, Code.SKIP_REQUESTED, Failing.cut(judged.error()));
      case FAILED ->
          failing.fail(step.path(), leg, codeOf(judged), judged.error(), null, judged.body());
    }
  }

  private void skip(Step step, Code reason, String detail) {
    pureSteps++;
    draft.emit(new Event.StepSkipped(step.path(), reason, detail));
  }

  private void finishIfOver() {
    RunState state = draft.state();
    if (state.undecided() > 0) {
      return;
    }
    if (state.state() == State.RUNNING) {
      finish();
    } else if (state.state() == State.CANCELLING) {
      draft.emit(new Event.RunEnded(State.CANCELLED, Code.CANCELLED, ""));
    }
  }

  /** Where what the result is made of is not at hand, the next decision ends the run. */
  private void finish() {
    if (!behaviour.hasResult()) {
      draft.emit(new Event.RunEnded(State.SUCCESS, null, ""));
      return;
    }
    List<Step> steps = draft.state().roots();
    if (draft.isAtHand(steps)) {
      Judged result = behaviour.result(steps, draft);
      boolean failed = result.kind() == Judged.Kind.FAILED;
      draft.emit(
          failed
              ? new Event.RunEnded(State.FAILED, codeOf(result), Failing.cut(result.error()))
              : new Event.RunEnded(State.SUCCESS, null, ""),
          result.body());
    }
  }

  /** The first step it waits for whose end does not satisfy it. */
  private Optional<Step> unmet(Step step) {
    return step.node().edges().stream()
        .filter(edge -> !edge.accepts(draft.step(edge.from()).state()))
        .map(edge -> draft.step(edge.from()))
        .findFirst();
  }

  private static Code reasonOf(Step unmet) {
    return switch (unmet.state()) {
      case SUCCESS -> Code.CONDITION_FALSE;
      case FAILED, CANCELLED -> Code.UPSTREAM_FAILED;
      case SKIPPED, PENDING, QUEUED, WAITING, HELD, RUNNING, RECOVERING, CANCELLING ->
          Code.UPSTREAM_SKIPPED;
    };
  }

  private static Code codeOf(Judged judged) {
    return judged.code() == null ? Code.AGENT_FAILED : judged.code();
  }
}
