package dev.ktsu.orchestrator.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.orchestrator.airlock.Judged;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What someone wants of a run. */
public sealed interface Command {

  /**
   * Bring the run into being and go.
   *
   * @param workflow the invoked name
   * @param definition digest of the pinned files
   * @param each whether every step is a commit of its own
   * @param trace id of the trace
   * @param startAt when it begins, milliseconds since the epoch; 0 = at once
   * @param inputs {@code {"params": {…}, "env": {…}}}
   */
  record Create(
      String workflow,
      String definition,
      boolean each,
      String trace,
      long startAt,
      ObjectNode inputs)
      implements Command {}

  /**
   * This instance takes the run from one that is gone.
   *
   * @param from the owner that is gone: the command changes nothing when another has been faster
   */
  record TakeOver(String from) implements Command {}

  /** Go on: steps may be ready, a timer may be due, a runtime may have room. */
  record Proceed() implements Command {}

  /**
   * A leg has ended.
   *
   * @param token what the reporter brought; empty Optional for this process itself
   */
  record Complete(StepPath step, int leg, Optional<String> token, Judged judged)
      implements Command {}

  /**
   * The runtime tells the conversation of a leg up to a turn.
   *
   * @param after the turn that the messages go on from
   * @param body {@code {"messages": […]}}
   * @param metrics usage of the leg so far
   */
  record Checkpoint(
      StepPath step, int leg, String token, int turn, int after, ObjectNode body, Metrics metrics)
      implements Command {}

  /** The runtime is about to make a tool call that must not be made twice. */
  record Intend(StepPath step, int leg, String token, Talk.Intended call) implements Command {}

  /**
   * The executor needs to spend more.
   *
   * @param nanos the least that the leg must be able to spend in all, nano-dollars
   * @param spent what it has spent so far: while it waits it keeps no more than that; below 0 where
   *     it does not say
   */
  record Fund(StepPath step, int leg, String token, long nanos, long spent) implements Command {}

  /**
   * The leg is over and asks a person about tool calls.
   *
   * @param calls with {@link Approval.Call#until} as the milliseconds that a decision may take
   * @param body {@code {"messages": […], "calls": […]}}
   */
  record Ask(
      StepPath step,
      int leg,
      String token,
      List<Approval.Call> calls,
      ObjectNode body,
      Metrics metrics)
      implements Command {
    public Ask {
      calls = List.copyOf(calls);
    }
  }

  /**
   * A person's decision on a tool call, or on the budget of the run.
   *
   * @param leg that waits, 0 for the current one
   * @param call of that leg, 0 for the budget where that is what it waits for, else for the first
   *     that is pending
   */
  record Settle(StepPath step, int leg, int call, Ruling ruling) implements Command {}

  /**
   * What a person has decided.
   *
   * @param status approved, answered or rejected
   * @param answer {@code {"result": …}} for answered, else absent
   * @param budget what the run may spend in all from now on, nano-dollars; 0 where nothing is said
   */
  record Ruling(
      Approval.Status status,
      String actor,
      String reason,
      Optional<ObjectNode> answer,
      long budget) {
    public Ruling {
      if (answer.isPresent() != (status == Approval.Status.ANSWERED)) {
        throw new IllegalArgumentException(status + " with " + answer);
      }
      if (budget != 0 && status != Approval.Status.APPROVED) {
        throw new IllegalArgumentException(status + " with a budget");
      }
    }

    public static Ruling of(boolean approved, String actor, String reason) {
      Approval.Status status = approved ? Approval.Status.APPROVED : Approval.Status.REJECTED;
      return new Ruling(status, actor, reason, Optional.empty(), 0);
    }

    /** Approved, with a higher budget of the run. */
    public static Ruling raising(Usd budget, String actor, String reason) {
      return new Ruling(Approval.Status.APPROVED, actor, reason, Optional.empty(), budget.nanos());
    }

    /** The tool is not called, or not again: the model is told this. */
    public static Ruling answered(JsonNode result, String actor, String reason) {
      ObjectNode answer = Json.object();
      answer.set("result", result);
      return new Ruling(Approval.Status.ANSWERED, actor, reason, Optional.of(answer), 0);
    }
  }

  /** The runtime has confirmed that it works on the leg. */
  record Accept(StepPath step, int leg, String executor) implements Command {}

  /**
   * A delivery did not reach its runtime, or was refused.
   *
   * @param reason for people
   */
  record Undelivered(StepPath step, int leg, String executor, String reason) implements Command {}

  /**
   * The runtime has gone silent, or says that it does not have the leg.
   *
   * @param resumable whether it told its turns and intents, so that another can go on
   */
  record Lost(StepPath step, int leg, String executor, String reason, boolean resumable)
      implements Command {}

  /** A runtime that was silent reports the leg again. */
  record Found(StepPath step, int leg, String executor) implements Command {}

  /** The runtime has stopped the leg, or never had it. */
  record Stopped(StepPath step, int leg, @Nullable Metrics metrics) implements Command {}

  /** Webhooks have told people of what the leg waits for. */
  record Announced(StepPath step, int leg) implements Command {}

  /** Stop the run: its legs are asked to stop, or, the second time, given up. */
  record Cancel(String reason, String actor) implements Command {}

  /** Try a run that has failed once more: its failed steps, and what depends on them. */
  record Retry(String reason, String actor) implements Command {}
}
