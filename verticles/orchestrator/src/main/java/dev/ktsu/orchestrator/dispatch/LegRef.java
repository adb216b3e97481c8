package dev.ktsu.orchestrator.dispatch;

import dev.ktsu.contracts.ids.LegId;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.wire.Heartbeat.ActiveLeg;

/** A leg as a runtime knows it: a peer that does not count legs names run and step alone. */
record LegRef(String run, String step) {
  static LegRef of(RunId run, StepPath step) {
    return new LegRef(run.toString(), step.text());
  }

  static LegRef of(LegId leg) {
    return of(leg.run(), leg.step());
  }

  static LegRef of(ActiveLeg leg) {
    return new LegRef(leg.runId(), leg.stepId());
  }
}
