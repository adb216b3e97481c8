package dev.ktsu.contracts.state;

import static dev.ktsu.contracts.state.Signal.*;
import static dev.ktsu.contracts.state.State.*;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The table of legal transitions. What stands here is allowed, everything else is refused; the same
 * table serves epochs and legs.
 */
public final class Transitions {
  private static final Map<State, Map<Signal, State>> TABLE = new EnumMap<>(State.class);

  static {
    from(PENDING, ENQUEUE, QUEUED);
    from(PENDING, SKIP, SKIPPED);
    from(PENDING, HOLD, HELD);
    from(PENDING, WAIT, WAITING);
    from(PENDING, CANCEL, CANCELLED);
    from(HELD, APPROVE, QUEUED);
    from(HELD, REJECT, CANCELLED);
    from(HELD, EXPIRE, CANCELLED);
    from(HELD, CANCEL, CANCELLED);
    from(WAITING, TIMER_DONE, QUEUED);
    from(WAITING, CANCEL, CANCELLED);
    from(QUEUED, START, RUNNING);
    from(QUEUED, FAIL, FAILED);
    from(QUEUED, CANCEL, CANCELLED);
    from(RUNNING, SUCCEED, SUCCESS);
    from(RUNNING, FAIL, FAILED);
    from(RUNNING, CANCEL, CANCELLED);
    from(RUNNING, CANCEL_GRACEFUL, CANCELLING);
    from(RUNNING, RECOVER, RECOVERING);
    from(CANCELLING, FAIL, FAILED);
    from(CANCELLING, CANCEL_FORCE, CANCELLED);
    from(CANCELLING, COMPLETE, CANCELLED);
    from(RECOVERING, START, RUNNING);
    from(RECOVERING, FAIL, FAILED);
    from(RECOVERING, CANCEL, CANCELLED);
  }

  private Transitions() {}

  /** The state that {@code signal} leads to, or nothing when the table refuses it. */
  public static Optional<State> next(State current, Signal signal) {
    return Optional.ofNullable(TABLE.getOrDefault(current, Map.of()).get(signal));
  }

  /**
   * The state that {@code signal} leads to.
   *
   * @throws IllegalTransition when the table refuses it: a fault of the caller, never of a user
   */
  public static State apply(State current, Signal signal) {
    return next(current, signal).orElseThrow(() -> new IllegalTransition(current, signal));
  }

  private static void from(State current, Signal signal, State next) {
    TABLE.computeIfAbsent(current, s -> new EnumMap<>(Signal.class)).put(signal, next);
  }

  /** A transition that the table does not hold. */
  public static final class IllegalTransition extends IllegalStateException {
    private static final long serialVersionUID = 1;

    IllegalTransition(State current, Signal signal) {
      super("no transition from " + current + " by " + signal);
    }
  }
}
