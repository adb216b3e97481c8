package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.Signal;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.state.Transitions;
import dev.ktsu.contracts.wire.Metrics;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One dispatch of a step.
 *
 * @param number from 1
 * @param token what a completion from outside must bring, empty for none
 * @param handover who has it
 * @param startedAt milliseconds, 0 before the start
 * @param dueAt when something must be decided about it without news, 0 for never
 * @param former tokens of executors that had the leg before: their results still count
 * @param talk what the executor has told of its conversation
 * @param gate what it waits for or has waited for before its start, null for nothing
 * @param ending how it ended, null before
 */
public record Leg(
    int number,
    State state,
    String token,
    Handover handover,
    long startedAt,
    long dueAt,
    List<String> former,
    Talk talk,
    @Nullable Gate gate,
    @Nullable Ending ending) {
  public Leg {
    former = List.copyOf(former);
  }

  /**
   * @param executor runtime or instance that has it or had it last, empty for none
   * @param deliveries tries to hand it over since it was accepted last, this one included
   * @param accepted the executor has confirmed
   * @param reason why the executor does not have it any more, empty while it has
   * @param movable without an executor: whether another may take it
   */
  public record Handover(
      String executor, int deliveries, boolean accepted, String reason, boolean movable) {
    static final Handover NONE = new Handover("", 0, false, "", true);
  }

  /**
   * @param at milliseconds
   * @param code null for none
   * @param error empty for none
   * @param metrics null when no usage was reported
   * @param payload sequence number of the event that carries the output, 0 for none
   */
  public record Ending(
      long at, @Nullable Code code, String error, @Nullable Metrics metrics, long payload) {}

  static Leg born(int number, String token) {
    return new Leg(
        number, State.PENDING, token, Handover.NONE, 0, 0, List.of(), Talk.NONE, null, null);
  }

  /** Whether it ended by no fault of its own: another leg goes on where it was. */
  boolean isInterrupted() {
    return ending != null
        && ending.metrics() == null
        && (ending.code() == Code.RUNTIME_LOST || ending.code() == Code.DISPATCH_FAILED);
  }

  /** A leg that begins when all of its approvals are decided. */
  static Leg held(int number, Gate gate) {
    return born(number, "").at(gate);
  }

  /** The same leg as its approvals stand now. */
  Leg at(Gate now) {
    State held = state == State.PENDING ? next(Signal.HOLD) : state;
    return new Leg(
        number, held, token, handover, startedAt, now.dueAt(), former, talk, now, ending);
  }

  /**
   * A leg that begins when there is more to spend.
   *
   * @param before the leg where it goes on, whose usage is booked; null for the beginning
   */
  static Leg unfunded(int number, @Nullable Leg before) {
    Leg born = born(number, "");
    Leg next = before == null ? born : born.goingOn(before).telling(before.talk.accounted());
    return new Leg(
        number,
        next.next(Signal.HOLD),
        next.token,
        next.handover,
        0,
        0,
        next.former,
        next.talk,
        next.gate,
        null);
  }

  /** Whether it waits for no decision on a tool call: then it is for the budget of the run. */
  public boolean isUnfunded() {
    return state == State.HELD && (gate == null || gate.pending().isEmpty());
  }

  /** Whether it may still change something outside. */
  public boolean isOpen() {
    return !state.isTerminal();
  }

  /** The same leg under the token that its executor will bring; empty = the one it has. */
  Leg named(String given) {
    if (given.isEmpty() || given.equals(token)) {
      return this;
    }
    List<String> known = new ArrayList<>(former);
    if (!token.isEmpty()) {
      known.add(token);
    }
    return new Leg(number, state, given, handover, startedAt, dueAt, known, talk, gate, ending);
  }

  /** Whether the executor that has it, or had it last, has confirmed that. */
  boolean wasTaken() {
    return handover.deliveries() == 0;
  }

  /** How often it went to another executor, less the turns that its executors have told. */
  int movesInVain() {
    return former.size() - talk.turn();
  }

  /** Whether who brings this token has or had the leg. */
  boolean knows(String given) {
    return token.equals(given) || former.contains(given);
  }

  Leg telling(Talk now) {
    return new Leg(number, state, token, handover, startedAt, dueAt, former, now, gate, ending);
  }

  /** The same leg, to go on where another was lost, behind the decisions that it had waited for. */
  Leg goingOn(Leg lost) {
    return new Leg(
        number, state, token, handover, startedAt, dueAt, former, lost.talk, lost.gate, ending);
  }

  Leg queued(long until) {
    return new Leg(number, inQueue(), token, handover, startedAt, until, former, talk, gate, null);
  }

  Leg waiting(long until) {
    return new Leg(
        number, next(Signal.WAIT), token, handover, startedAt, until, former, talk, gate, null);
  }

  Leg started(long at, String executor) {
    State running = Transitions.apply(inQueue(), Signal.START);
    Handover given = new Handover(executor, handover.deliveries() + 1, false, "", true);
    return new Leg(
        number,
        running,
        token,
        given,
        startedAt == 0 ? at : startedAt,
        0,
        former,
        talk,
        gate,
        null);
  }

  Leg accepted() {
    // It was handed over: when this executor is lost, the tries count anew.
    Handover taken = new Handover(handover.executor(), 0, true, "", true);
    return new Leg(number, state, token, taken, startedAt, dueAt, former, talk, gate, ending);
  }

  Leg recovering(String reason, long until, boolean movable) {
    Handover lost =
        new Handover(handover.executor(), handover.deliveries(), false, reason, movable);
    return new Leg(
        number, next(Signal.RECOVER), token, lost, startedAt, until, former, talk, gate, null);
  }

  /** Given up later than it would have been. */
  Leg hopingUntil(long until) {
    return new Leg(number, state, token, handover, startedAt, until, former, talk, gate, null);
  }

  Leg cancelling(long until) {
    return new Leg(
        number,
        next(Signal.CANCEL_GRACEFUL),
        token,
        handover,
        startedAt,
        until,
        former,
        talk,
        gate,
        null);
  }

  Leg ended(State to, Ending end) {
    long start = startedAt == 0 ? end.at() : startedAt;
    boolean waits = state == State.WAITING || state == State.HELD;
    State from = waits && to != State.CANCELLED ? inQueue() : state;
    if (from == State.QUEUED && to == State.SUCCESS) {
      from = Transitions.apply(from, Signal.START);
    }
    State over = Transitions.apply(from, signalTo(to));
    return new Leg(number, over, token, handover, start, 0, former, talk, gate, end);
  }

  /** The same ending with usage that came later. */
  Leg booked(Metrics late) {
    Ending end = java.util.Objects.requireNonNull(ending);
    Ending more = new Ending(end.at(), end.code(), end.error(), late, end.payload());
    return new Leg(number, state, token, handover, startedAt, 0, former, talk, gate, more);
  }

  /** The state from which it can start: the queue, for one that is new or has waited. */
  private State inQueue() {
    return switch (state) {
      case PENDING -> next(Signal.ENQUEUE);
      case WAITING -> next(Signal.TIMER_DONE);
      case HELD -> next(Signal.APPROVE);
      case QUEUED, RUNNING, RECOVERING, CANCELLING, SUCCESS, FAILED, CANCELLED, SKIPPED -> state;
    };
  }

  private Signal signalTo(State end) {
    return switch (end) {
      case SUCCESS -> Signal.SUCCEED;
      case FAILED -> Signal.FAIL;
      case CANCELLED -> state == State.CANCELLING ? Signal.COMPLETE : Signal.CANCEL;
      case PENDING, QUEUED, WAITING, HELD, RUNNING, RECOVERING, CANCELLING, SKIPPED ->
          throw new IllegalStateException("a leg does not end as " + end);
    };
  }

  private State next(Signal signal) {
    return Transitions.apply(state, signal);
  }
}
