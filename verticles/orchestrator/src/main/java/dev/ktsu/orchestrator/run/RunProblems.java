package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Conflict;
import dev.ktsu.contracts.problems.Fault;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.contracts.problems.Transient;
import dev.ktsu.contracts.state.State;
import java.time.Duration;

/** The sentences of the engine. */
final class RunProblems {
  private RunProblems() {}

  static Conflict stillActive(State state) {
    return new Conflict(
        Code.RUN_ACTIVE,
        409,
        "run is " + state.runStatus(),
        "Something of the run is still under way.",
        "Wait for its end, or cancel it, before it is deleted.");
  }

  /** The sender may ask again: it is not known here how the run stands. */
  static Transient forgotten() {
    return new Transient(
        Code.LEASE_LOST,
        503,
        "lease lost",
        "The lease of this orchestrator was over while it worked on the run.",
        "Try again.",
        Duration.ofSeconds(1));
  }

  static Transient full(RunId run) {
    return Problems.overloaded(
        "Too many commands wait for " + run + ".", "KTSU_MAILBOX_MAX", Duration.ofSeconds(1));
  }

  static Fault succeeded(String id) {
    return new Fault(
        Code.INSTANCE_TAKEN,
        500,
        "instance taken",
        "Another process has started as the instance " + id + ".",
        "Give every orchestrator a KTSU_INSTANCE_ID of its own.");
  }
}
