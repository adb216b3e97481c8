package dev.ktsu.orchestrator.run;

import dev.ktsu.orchestrator.kernel.Occasion;

/**
 * Limits of the engine.
 *
 * @param activeMax unsettled runs
 * @param mailboxMax commands that wait for one run
 * @param commitQueueMax appends that wait for the store before new runs are refused
 * @param inlineBytesMax larger inputs are decided beside the event loop
 * @param cachedBytesMax payloads kept in memory for one active run
 * @param snapshotEvents after so many events the state of a run is kept with its journal
 * @param decision of one decision; a run with a commit a step decides one pure step at a time
 */
public record RunLimits(
    int activeMax,
    int mailboxMax,
    int commitQueueMax,
    int inlineBytesMax,
    int cachedBytesMax,
    int snapshotEvents,
    Occasion.Limits decision) {
  /** The limits of a decision of a run. */
  Occasion.Limits of(boolean each) {
    return each
        ? new Occasion.Limits(
            1,
            decision.queueMillis(),
            decision.graceMillis(),
            decision.cancelMillis(),
            decision.deliveriesMax())
        : decision;
  }
}
