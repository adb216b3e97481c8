package dev.ktsu.orchestrator.kernel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.orchestrator.airlock.Judged;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What follows from a change of a run, written into a {@link Draft}. */
final class Progress {
  private static final int ERROR_CHARS_MAX = 300;

  private final Draft draft;
  private final Behaviour behaviour;
  private final Occasion occasion;
  private final Stopping stopping;
  private final Map<String, Integer> taken = new HashMap<>();
  private int pureSteps;

  Progress(Draft draft, Behaviour behaviour, Occasion occasion) {
    this.draft = draft;
    this.behaviour = behaviour;
    this.occasion = occasion;
    this.stopping = new Stopping(draft, occasion);
  }

  /**
   * Decides steps that are ready until none is, or this decision has done its share. What leaves
   * the process is left to the run's owner.
   */
  void advance() {
    Set<Integer> left = new HashSet<>();
    Optional<Integer> next = next(left);
    while (next.isPresent()) {
      begin(draft.state().steps().get(next.get()));
      if (draft.state().ready().contains(next.get())) {
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

  private boolean isOurs() {
    return draft.state().isOf(occasion.instance());
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
      case FAILED ->
          fail(
              step.path(),
              leg.number(),
              codeOf(judged),
              judged.error(),
              judged.metrics(),
              judged.body());
    }
  }

  /** A delivery failed: the next runtime, or the end when there were too many. */
  void undelivered(Command.Undelivered news, Leg leg) {
    if (leg.handover().deliveries() >= occasion.limits().deliveriesMax()) {
      String error =
          "no runtime took the step in " + leg.handover().deliveries() + " tries: " + news.reason();
      fail(news.step(), leg.number(), Code.DISPATCH_FAILED, error, null, null);
      return;
    }
    long until = occasion.at() + occasion.limits().queueMillis();
    draft.emit(new Event.LegRecovering(news.step(), leg.number(), news.reason(), until, true));
    place(draft.step(news.step()), news.executor());
  }

  /** The runtime is gone: another one if the leg can move, else a while of hope. */
  void lost(Command.Lost news, Leg leg) {
    if (occasion.limits().graceMillis() == 0) {
      fail(news.step(), leg.number(), Code.RUNTIME_LOST, news.reason(), null, null);
      return;
    }
    boolean told = news.resumable() || !leg.talk().isEmpty();
    boolean movable = told || !draft.step(news.step()).node().tools();
    long until = occasion.at() + occasion.limits().graceMillis();
    draft.emit(new Event.LegRecovering(news.step(), leg.number(), news.reason(), until, movable));
    place(draft.step(news.step()), news.executor());
  }

  /** Gives a waiting leg to a runtime, if one has room and the leg may move. */
  void place(Step step, String except) {
    Leg leg = step.leg();
    if (leg == null || draft.state().state() != State.RUNNING || !isOurs()) {
      return;
    }
    if (leg.state() == State.RECOVERING && !leg.handover().movable()) {
      return;
    }
    boolean resuming = !leg.talk().isEmpty();
    choose(step, except, resuming)
        .ifPresent(
            executor ->
                draft.emit(
                    leg.state() == State.QUEUED
                        ? new Event.LegStarted(
                            step.path(), leg.number(), executor, leg.token(), step.deadline())
                        : new Event.LegResumed(
                            step.path(), leg.number(), executor, fresh(step, leg, executor))));
  }

  /** A leg has waited as long as it may. */
  void timeUp(Step step, Leg leg) {
    switch (leg.state()) {
      case QUEUED ->
          fail(
              step.path(),
              leg.number(),
              Code.RUNTIME_UNAVAILABLE,
              "no runtime had room for the step in time",
              null,
              null);
      case RECOVERING ->
          fail(step.path(), leg.number(), Code.RUNTIME_LOST, leg.handover().reason(), null, null);
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
      boolean late = fatal.get().status() == Approval.Status.TIMEOUT;
      boolean timeout = late && !fatal.get().call().lateIsRejected();
      String what = timeout ? "approval timed out: " : "tool call rejected by reviewer: ";
      fail(
          path,
          leg.number(),
          timeout ? Code.APPROVAL_TIMEOUT : Code.APPROVAL_REJECTED,
          what + fatal.get().call().tool(),
          null,
          null);
    } else if (leg.isReleased()) {
      release(step, leg);
    }
  }

  /** A leg that was held goes to a runtime, or into the queue where its owner finds it. */
  void release(Step step, Leg leg) {
    if (isOurs()) {
      toRuntime(step, leg.number());
    } else {
      queue(step, leg.number(), occasion.seed().token(step.path(), leg.number()));
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
    fail(step.path(), leg.number(), Code.TIMEOUT, error, null, null);
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
    Optional<StepPath> unmet = unmet(step);
    if (unmet.isPresent()) {
      skip(step, Code.UPSTREAM_SKIPPED, unmet.get().text());
      return;
    }
    if (step.node().conditional()) {
      Behaviour.Condition condition = behaviour.condition(step.path(), draft);
      if (!condition.holds()) {
        boolean evaluated = condition.error().isEmpty();
        skip(
            step,
            evaluated ? Code.CONDITION_FALSE : Code.CONDITION_INVALID,
            cut(condition.error()));
        return;
      }
    }
    start(step);
  }

  private void start(Step step) {
    if (step.node().kind().isCarriedOutside() && !isOurs()) {
      return;
    }
    int leg = step.nextLeg();
    switch (step.node().kind()) {
      case TRANSFORM -> compute(step, leg);
      case WEBHOOK ->
          draft.emit(
              new Event.LegStarted(step.path(), leg, occasion.instance(), "", deadline(step)));
      case AGENT -> toRuntime(step, leg);
      case SLEEP -> sleep(step, leg);
    }
  }

  private void toRuntime(Step step, int leg) {
    String token = occasion.seed().token(step.path(), leg);
    boolean resuming = step.leg() != null && !step.leg().talk().isEmpty();
    Optional<String> executor = choose(step, "", resuming);
    if (executor.isPresent()) {
      draft.emit(new Event.LegStarted(step.path(), leg, executor.get(), token, deadline(step)));
    } else {
      queue(step, leg, token);
    }
  }

  private void queue(Step step, int leg, String token) {
    long until = occasion.at() + occasion.limits().queueMillis();
    draft.emit(new Event.LegQueued(step.path(), leg, token, until, deadline(step)));
  }

  private void sleep(Step step, int leg) {
    Behaviour.Wake wake = behaviour.wake(step.path(), draft, occasion.at());
    if (wake.error().isEmpty()) {
      draft.emit(new Event.LegWaiting(step.path(), leg, wake.at(), deadline(step)));
    } else {
      fail(step.path(), leg, Code.EXPRESSION_FAILED, wake.error(), null, null);
    }
  }

  /** When the step must be over, counted from its first leg; 0 for never. */
  private long deadline(Step step) {
    long timeout = behaviour.policy(step.path()).timeoutMillis();
    return step.deadline() > 0 || timeout == 0 ? step.deadline() : occasion.at() + timeout;
  }

  private void compute(Step step, int leg) {
    pureSteps++;
    Judged judged = behaviour.compute(step.path(), draft);
    switch (judged.kind()) {
      case PASSED -> draft.emit(new Event.StepComputed(step.path()), judged.body());
      case SKIPPED -> skip(step, Code.SKIP_REQUESTED, cut(judged.error()));
      case FAILED -> fail(step.path(), leg, codeOf(judged), judged.error(), null, judged.body());
    }
  }

  private void skip(Step step, Code reason, String detail) {
    pureSteps++;
    draft.emit(new Event.StepSkipped(step.path(), reason, detail));
  }

  /**
   * Another leg follows, where the step's policy says so. Else the first failure ends the run with
   * the same code and text.
   */
  private void fail(
      StepPath path,
      int leg,
      Code code,
      String error,
      @Nullable Metrics metrics,
      @Nullable ObjectNode body) {
    long again = draft.state().state() == State.RUNNING ? againAt(draft.step(path), leg, code) : 0;
    draft.emit(new Event.LegEnded(path, leg, State.FAILED, code, cut(error), metrics, again), body);
    if (again == 0 && draft.state().state() == State.RUNNING) {
      stopping.windDown(Code.RUN_FAILED);
      draft.emit(new Event.RunEnded(State.FAILED, code, cut(error)));
    }
  }

  /** When the next leg of the step begins, 0 when none does. */
  private long againAt(Step step, int leg, Code code) {
    Policy.Retry retry = behaviour.policy(step.path()).retry();
    if (!step.node().kind().isCarriedOutside() || !retry.follows(code, step.tries())) {
      return 0;
    }
    double chance = occasion.seed().chance(step.path(), leg);
    long at = occasion.at() + retry.pauseMillis(step.tries(), chance);
    long deadline = deadline(step);
    return deadline > 0 && at >= deadline ? 0 : at;
  }

  private void finishIfOver() {
    RunState state = draft.state();
    if (state.undecided() > 0) {
      return;
    }
    if (state.state() == State.RUNNING) {
      draft.emit(new Event.RunEnded(State.SUCCESS, null, ""));
    } else if (state.state() == State.CANCELLING) {
      draft.emit(new Event.RunEnded(State.CANCELLED, Code.CANCELLED, ""));
    }
  }

  /** The first step it waits for whose end does not satisfy it. */
  private Optional<StepPath> unmet(Step step) {
    return step.node().edges().stream()
        .filter(edge -> !edge.satisfiedBy().contains(draft.step(edge.from()).state()))
        .map(Node.Edge::from)
        .findFirst();
  }

  /** Another executor brings another token, so that the one before can be told from it. */
  private String fresh(Step step, Leg leg, String executor) {
    return executor.equals(leg.handover().executor())
        ? ""
        : occasion.seed().token(step.path(), leg.number());
  }

  private Optional<String> choose(Step step, String except, boolean resuming) {
    Optional<String> executor =
        occasion
            .placement()
            .choose(taken, new Occasion.Wanted(except, resuming, step.node().runsOn()));
    executor.ifPresent(name -> taken.merge(name, 1, Integer::sum));
    return executor;
  }

  private static Code codeOf(Judged judged) {
    return judged.code() == null ? Code.AGENT_FAILED : judged.code();
  }

  private static String cut(String text) {
    return text.length() <= ERROR_CHARS_MAX ? text : text.substring(0, ERROR_CHARS_MAX - 1) + "…";
  }
}
