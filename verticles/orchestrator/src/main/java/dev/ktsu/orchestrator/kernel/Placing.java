package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.state.State;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which runtime a leg goes to, written into a {@link Draft}. */
final class Placing {
  private final Draft draft;
  private final Behaviour behaviour;
  private final Occasion occasion;
  private final Map<String, Integer> taken = new HashMap<>();

  /** Nobody gets more than this share of what is left, but for what it needs. */
  private static final int SHARES = 16;

  /** A cent: so much a leg gets in any case, or what is left. */
  private static final long GRANT_NANOS = 10_000_000;

  Placing(Draft draft, Behaviour behaviour, Occasion occasion) {
    this.draft = draft;
    this.behaviour = behaviour;
    this.occasion = occasion;
  }

  /** Whether what leaves the process is left to this one. */
  boolean isOurs() {
    return draft.state().isOf(occasion.instance());
  }

  /** A leg of an agent begins on a runtime with room, or waits for one. */
  void begin(Step step, int leg) {
    String token = occasion.seed().token(step.path(), leg);
    boolean resuming = step.leg() != null && !step.leg().talk().isEmpty();
    Optional<String> executor = choose(step, "", resuming);
    if (executor.isPresent()) {
      draft.emit(new Event.LegStarted(step.path(), leg, executor.get(), token, deadline(step)));
      grant(step);
    } else {
      queue(step, leg, token);
    }
  }

  /** A leg that was held goes to a runtime, or into the queue where its owner finds it. */
  void release(Step step, Leg leg) {
    if (isOurs()) {
      begin(step, leg.number());
    } else {
      queue(step, leg.number(), occasion.seed().token(step.path(), leg.number()));
    }
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
            executor -> {
              boolean anew = !executor.equals(leg.handover().executor()) || leg.wasTaken();
              draft.emit(
                  leg.state() == State.QUEUED
                      ? new Event.LegStarted(
                          step.path(), leg.number(), executor, leg.token(), step.deadline())
                      : new Event.LegResumed(
                          step.path(), leg.number(), executor, fresh(step, leg, executor), anew));
              if (anew) {
                grant(step);
              }
            });
  }

  /** Whether nothing is left to spend, and nothing will come back from other legs. */
  boolean isSpent(Step step) {
    RunState state = draft.state();
    boolean runIsSpent =
        state.funds().isLimited() && state.left() <= 0 && !state.isHeldBeside(step.path());
    return runIsSpent || isAgentSpent(step);
  }

  /** Whether nothing is left of the budget of its agent. */
  boolean isAgentSpent(Step step) {
    return cap(step) <= draft.state().funds().grant(step.path());
  }

  /** Whether something limits what the step may spend. */
  boolean isLimited(Step step) {
    return draft.state().funds().isLimited() || behaviour.policy(step.path()).budget() > 0;
  }

  /** Whether the budget of its agent keeps the step from what the run could give it. */
  boolean isCapped(Step step) {
    return behaviour.policy(step.path()).budget() > 0 && cap(step) <= reach(step);
  }

  /** The most that its agent lets the leg of a step spend. */
  private long cap(Step step) {
    long budget = behaviour.policy(step.path()).budget();
    return budget == 0
        ? Long.MAX_VALUE
        : Math.max(0, budget - draft.state().funds().takenBefore(step.path()));
  }

  /** The most that the run can let it spend now. */
  private long reach(Step step) {
    RunState state = draft.state();
    return state.funds().isLimited()
        ? state.funds().grant(step.path()) + state.left()
        : Long.MAX_VALUE;
  }

  /** Something beyond what is known to be spent. */
  private void grant(Step step) {
    if (isLimited(step)) {
      int leg = Objects.requireNonNull(draft.step(step.path()).leg()).number();
      long has = draft.state().funds().grant(step.path());
      long left = Math.max(0, Math.min(cap(step), reach(step)) - has);
      draft.emit(new Event.Granted(step.path(), leg, has + ahead(has, left)));
    }
  }

  /**
   * What a leg may spend beyond what it needs now: as much again, so that it asks seldom. All of it
   * is gone when the leg is lost, which is why it follows what the leg does and not how much there
   * is: a runtime that dies takes its legs' work twice from the budget, and never most of it.
   */
  private static long ahead(long needs, long left) {
    return Math.min(left, Math.max(GRANT_NANOS, Math.min(needs, left / SHARES)));
  }

  /**
   * More for a leg that asks.
   *
   * @param needs the least that the leg must be able to spend in all
   * @return whether there is so much
   */
  boolean fund(Step step, Leg leg, long needs) {
    long has = draft.state().funds().grant(step.path());
    long most = Math.min(cap(step), reach(step));
    if (has >= needs || most < needs) {
      return has >= needs;
    }
    long upTo = Math.min(most, needs + ahead(needs, most - needs));
    draft.emit(new Event.Granted(step.path(), leg.number(), upTo));
    return true;
  }

  /**
   * A leg that waits for more keeps what it has spent and no more: legs that all hold a part of
   * what the others need would wait for each other.
   *
   * @param spent as the leg tells, below 0 where it does not
   */
  void giveBack(Step step, Leg leg, long spent) {
    Funds funds = draft.state().funds();
    long has = funds.grant(step.path());
    long keeps = Math.min(has, Math.max(spent, leg.talk().metrics().costUsd().nanos()));
    if (spent >= 0 && (keeps < has || !funds.waiting().contains(step.path()))) {
      draft.emit(new Event.Granted(step.path(), leg.number(), keeps));
    }
  }

  /** When the step must be over, counted from its first leg; 0 for never. */
  long deadline(Step step) {
    long timeout = behaviour.policy(step.path()).timeoutMillis();
    return step.deadline() > 0 || timeout == 0 ? step.deadline() : occasion.at() + timeout;
  }

  private void queue(Step step, int leg, String token) {
    long until = occasion.at() + occasion.limits().queueMillis();
    draft.emit(new Event.LegQueued(step.path(), leg, token, until, deadline(step)));
  }

  /** Another executor brings another token, so that the one before can be told from it. */
  private String fresh(Step step, Leg leg, String executor) {
    return executor.equals(leg.handover().executor())
        ? ""
        : occasion.seed().token(step.path(), leg.number());
  }

  private Optional<String> choose(Step step, String except, boolean resuming) {
    boolean runIsSpent = draft.state().funds().isLimited() && draft.state().left() <= 0;
    if (runIsSpent || isAgentSpent(step)) {
      return Optional.empty();
    }
    Optional<String> executor =
        occasion
            .placement()
            .choose(taken, new Occasion.Wanted(except, resuming, step.node().runsOn()));
    executor.ifPresent(name -> taken.merge(name, 1, Integer::sum));
    return executor;
  }
}
