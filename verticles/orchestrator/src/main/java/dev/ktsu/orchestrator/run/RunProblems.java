package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Fault;
import dev.ktsu.contracts.problems.Transient;
import java.time.Duration;

/** The sentences of the engine. */
final class RunProblems {
  private RunProblems() {}

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

  static Fault succeeded(String id) {
    return new Fault(
        Code.INSTANCE_TAKEN,
        500,
        "instance taken",
        "Another process has started as the instance " + id + ".",
        "Give every orchestrator a KTSU_INSTANCE_ID of its own.");
  }
}
