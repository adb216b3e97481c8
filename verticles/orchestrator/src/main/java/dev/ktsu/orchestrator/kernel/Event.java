package dev.ktsu.orchestrator.kernel;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has happened to a run, once and for ever. An event is small; a body that belongs to it is
 * its payload, kept beside the journal under the event's sequence number.
 *
 * <p>Times in events are milliseconds since the epoch, 0 for none.
 */
public sealed interface Event {
  /**
   * The run exists. Payload: {@code {"params": {…}, "env": {…}}}, without secret values.
   *
   * @param workflow the invoked name
   * @param definition digest of the pinned files
   * @param each whether every step is a commit of its own
   * @param trace id that joins the logs of all tiers
   * @param startAt when it begins, 0 = at once
   * @param deadline when it must be over, 0 = never
   * @param owner the instance that carries out what the run asks for
   */
  record RunCreated(
      String workflow,
      String definition,
      @JsonInclude(Include.NON_DEFAULT) boolean each,
      String trace,
      @JsonInclude(Include.NON_DEFAULT) long startAt,
      @JsonInclude(Include.NON_DEFAULT) long deadline,
      @JsonInclude(Include.NON_EMPTY) String owner)
      implements Event {
    public RunCreated {
      owner = text(owner);
    }
  }

  /**
   * Another instance owns the run from now on: the one before is gone.
   *
   * @param until when legs that have lost their runtime are given up at the earliest, 0 for none
   */
  record TakenOver(String owner, @JsonInclude(Include.NON_DEFAULT) long until) implements Event {}

  /** A run that was to begin later has begun. */
  record RunStarted() implements Event {}

  /** Steps enter the graph, in pipeline order. */
  record NodesAdded(List<Node> nodes) implements Event {
    public NodesAdded {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * A step over a list has begun: an item for each element. Payload: {@code {"items": […]}}.
   *
   * @param items how many
   * @param atOnce how many of them run at the same time
   * @param failuresMax how many may fail; below 0 any number
   * @param conditional each item has a condition to judge by
   */
  record FannedOut(
      StepPath step,
      int leg,
      int items,
      int atOnce,
      @JsonInclude(Include.NON_DEFAULT) int failuresMax,
      @JsonInclude(Include.NON_DEFAULT) boolean conditional)
      implements Event {}

  /**
   * A sub-workflow has begun; its steps follow. Payload: {@code {"params": {…}}}, without secret
   * values.
   *
   * @param limitMillis how long it may take, 0 = as long as it likes
   */
  record Entered(StepPath step, int leg, @JsonInclude(Include.NON_DEFAULT) long limitMillis)
      implements Event {}

  /** A list or sub-workflow goes on with those of its parts that are to be tried again. */
  record Reentered(StepPath step, int leg) implements Event {}

  /** What is a part of the step and has not begun will not be carried out. */
  record RestSkipped(StepPath step, Code reason) implements Event {}

  /** The run may spend so much in all, from now on: nano-dollars, above 0. */
  record Budgeted(long nanos) implements Event {}

  /**
   * The leg may spend so much in all. Where that is not more than before, it waits for more.
   *
   * @param nanos nano-dollars, its former turns included
   */
  record Granted(StepPath step, int leg, long nanos) implements Event {}

  /**
   * A leg waits for a higher budget of the run. Where the leg before it was open, that one is over:
   * the next goes on from the last turn that it told.
   *
   * @param leg that waits
   * @param metrics usage of the leg before it, null when none was reported
   * @param deadline when the step must be over, 0 = never
   */
  record LegHeld(
      StepPath step,
      int leg,
      @JsonInclude(Include.NON_NULL) @Nullable Metrics metrics,
      @JsonInclude(Include.NON_DEFAULT) long deadline)
      implements Event {}

  /**
   * People are asked for a higher budget of the run.
   *
   * @param leg the first that waits for it
   * @param why that leg could not go on, for people
   * @param announce whether webhooks are to tell of it
   */
  record BudgetAsked(
      StepPath step,
      int leg,
      @JsonInclude(Include.NON_EMPTY) String why,
      @JsonInclude(Include.NON_DEFAULT) boolean announce)
      implements Event {
    public BudgetAsked {
      why = text(why);
    }
  }

  /**
   * The answer to that question, for all legs that wait.
   *
   * @param status approved or rejected
   * @param nanos what the run may spend in all from now on, nano-dollars; 0 where it was rejected
   */
  record BudgetDecided(
      StepPath step,
      int leg,
      Approval.Status status,
      @JsonInclude(Include.NON_DEFAULT) long nanos,
      @JsonInclude(Include.NON_EMPTY) String actor,
      @JsonInclude(Include.NON_EMPTY) String reason)
      implements Event {
    public BudgetDecided {
      actor = text(actor);
      reason = text(reason);
    }
  }

  /** A pure step is done. Payload: {@code {"output": …}}. */
  record StepComputed(StepPath step) implements Event {}

  /** A step will not be carried out. */
  record StepSkipped(StepPath step, Code reason, @JsonInclude(Include.NON_EMPTY) String detail)
      implements Event {
    public StepSkipped {
      detail = text(detail);
    }
  }

  /**
   * A leg waits for a runtime with room.
   *
   * @param until when the wait is given up
   * @param deadline when the step must be over, 0 = never
   */
  record LegQueued(
      StepPath step,
      int leg,
      String token,
      long until,
      @JsonInclude(Include.NON_DEFAULT) long deadline)
      implements Event {}

  /**
   * A leg waits for a time.
   *
   * @param until when it goes on
   * @param deadline when the step must be over, 0 = never
   */
  record LegWaiting(
      StepPath step, int leg, long until, @JsonInclude(Include.NON_DEFAULT) long deadline)
      implements Event {}

  /**
   * A leg is handed to an executor; recorded before anything leaves this process, so that a start
   * without an end means: outcome unknown.
   *
   * @param executor the runtime, or the instance that makes the call itself
   * @param token secret that a completion from outside must bring; empty where none can come
   * @param deadline when the step must be over, 0 = never
   */
  record LegStarted(
      StepPath step,
      int leg,
      String executor,
      @JsonInclude(Include.NON_EMPTY) String token,
      @JsonInclude(Include.NON_DEFAULT) long deadline)
      implements Event {
    public LegStarted {
      token = text(token);
    }
  }

  /** The runtime has confirmed that it works on the leg. */
  record LegAccepted(StepPath step, int leg) implements Event {}

  /**
   * The leg has no executor for now.
   *
   * @param reason for people
   * @param until when the leg is given up
   * @param movable whether another executor may take it, or only the one that had it
   */
  record LegRecovering(
      StepPath step,
      int leg,
      String reason,
      long until,
      @JsonInclude(Include.NON_DEFAULT) boolean movable)
      implements Event {}

  /**
   * The leg goes on with an executor, the same or another.
   *
   * @param token that another executor brings from now on; empty for the same one
   * @param anew whether another process has it now, and the one before may have spent something:
   *     one of the same name that had taken it, too; not where it was given up and is still there
   */
  record LegResumed(
      StepPath step,
      int leg,
      String executor,
      @JsonInclude(Include.NON_EMPTY) String token,
      @JsonInclude(Include.NON_DEFAULT) boolean anew)
      implements Event {
    public LegResumed {
      token = text(token);
    }
  }

  /**
   * The runtime has told the conversation up to a turn. Payload: {@code {"messages": […]}}.
   *
   * @param after the turn that the messages go on from
   * @param metrics usage of the leg so far
   */
  record TurnKept(StepPath step, int leg, int turn, int after, Metrics metrics) implements Event {}

  /** The runtime is about to make a tool call that must not be made twice. */
  record CallIntended(StepPath step, int leg, int turn, int call, String tool, String argumentsHash)
      implements Event {}

  /**
   * The leg is over, because a person must decide on tool calls before the next one begins.
   * Payload: {@code {"messages": […], "calls": [{"tool_use_id", "tool_name", "arguments"}]}}.
   *
   * @param metrics usage of the leg
   * @param announce whether webhooks are to tell of it
   */
  record ApprovalAsked(
      StepPath step,
      int leg,
      List<Approval.Call> calls,
      Metrics metrics,
      @JsonInclude(Include.NON_DEFAULT) boolean announce)
      implements Event {
    public ApprovalAsked {
      calls = List.copyOf(calls);
    }
  }

  /** The webhooks have told of what a leg waits for. */
  record Announced(StepPath step, int leg) implements Event {}

  /**
   * A decision on one of the calls that a leg waits for.
   *
   * @param leg that waits
   * @param status approved, answered, rejected or timeout; the payload of answered: {@code
   *     {"result": …}}
   */
  record ApprovalDecided(
      StepPath step,
      int leg,
      int call,
      Approval.Status status,
      @JsonInclude(Include.NON_EMPTY) String actor,
      @JsonInclude(Include.NON_EMPTY) String reason)
      implements Event {
    public ApprovalDecided {
      actor = text(actor);
      reason = text(reason);
    }
  }

  /**
   * The executor is asked to stop.
   *
   * @param until when the leg counts as cancelled without an answer
   */
  record LegCancelling(StepPath step, int leg, long until) implements Event {}

  /**
   * The leg is over. Payload: a {@link Verdict}'s body where there is one.
   *
   * @param state success, failed or cancelled
   * @param code why it failed, or {@code skip_requested}; null for none
   * @param error text for people, cut to 300 characters (whole in the payload)
   * @param metrics usage, null when none was reported
   * @param againAt when the next leg of the step begins, 0 when the step is over
   */
  record LegEnded(
      StepPath step,
      int leg,
      State state,
      @JsonInclude(Include.NON_NULL) @Nullable Code code,
      @JsonInclude(Include.NON_EMPTY) String error,
      @JsonInclude(Include.NON_NULL) @Nullable Metrics metrics,
      @JsonInclude(Include.NON_DEFAULT) long againAt)
      implements Event {
    public LegEnded {
      error = text(error);
    }
  }

  /** A leg that is over has reported usage that nobody gained from. */
  record UsageWasted(StepPath step, int leg, Metrics metrics) implements Event {}

  /** Someone asked for the run to stop. */
  record RunCancelling(
      @JsonInclude(Include.NON_EMPTY) String reason, @JsonInclude(Include.NON_EMPTY) String actor)
      implements Event {
    public RunCancelling {
      reason = text(reason);
      actor = text(actor);
    }
  }

  /** Someone insists: legs that were asked to stop are given up. */
  record RunForced(
      @JsonInclude(Include.NON_EMPTY) String reason, @JsonInclude(Include.NON_EMPTY) String actor)
      implements Event {
    public RunForced {
      reason = text(reason);
      actor = text(actor);
    }
  }

  /**
   * A run that was over is tried once more: steps that did not succeed, and what depends on them,
   * are pending again.
   *
   * @param epoch from 2
   * @param deadline when it must be over, 0 = never
   * @param owner the instance that owns the run from now on
   */
  record EpochOpened(
      int epoch,
      @JsonInclude(Include.NON_EMPTY) String reason,
      @JsonInclude(Include.NON_EMPTY) String actor,
      @JsonInclude(Include.NON_DEFAULT) long deadline,
      @JsonInclude(Include.NON_EMPTY) String owner)
      implements Event {
    public EpochOpened {
      owner = text(owner);
      reason = text(reason);
      actor = text(actor);
    }
  }

  /**
   * The run is over; legs that were asked to stop may still end. Payload: a {@link Verdict}'s body
   * on its result, where it has one.
   */
  record RunEnded(
      State state,
      @JsonInclude(Include.NON_NULL) @Nullable Code code,
      @JsonInclude(Include.NON_EMPTY) String error)
      implements Event {
    public RunEnded {
      error = text(error);
    }
  }

  /** An event in its place. */
  record Recorded(long seq, long at, Event event) {}

  /** An empty text is left out of the journal. */
  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
