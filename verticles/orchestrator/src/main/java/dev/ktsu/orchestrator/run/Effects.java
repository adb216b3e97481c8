package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.orchestrator.kernel.Effect;
import dev.ktsu.orchestrator.kernel.RunState;

/** Carries out what a state asks for. Never fails: what goes wrong comes back as a command. */
public interface Effects {
  /**
   * Begins an effect; called again for the same effect only after a restart.
   *
   * @param payloads what the run's steps have given
   */
  void carryOut(RunState state, Effect effect, PayloadSource payloads);

  /** A runtime was chosen by a decision that is not committed yet: its slot is taken. */
  void reserve(RunId run, Effect.Watch watch);

  /** An effect is not asked for any more. */
  void over(RunId run, Effect effect);
}
