package dev.ktsu.orchestrator.run;

import dev.ktsu.orchestrator.kernel.RunState;

/** The row of a run, from its state. */
public final class RunRows {
  private RunRows() {}

  public static RunStore.RunRow of(RunState state) {
    RunState.Origin origin = state.born();
    RunState.Ending ending = state.ending();
    return new RunStore.RunRow(
        state.run(),
        origin.workflow(),
        origin.definition(),
        state.state(),
        state.isSettled(),
        state.head(),
        origin.createdAt(),
        state.updatedAt(),
        ending == null ? 0 : ending.at(),
        ending == null ? null : ending.code(),
        ending == null ? "" : ending.error(),
        state.used(),
        state.wakeAt(),
        state.owner(),
        state.held());
  }
}
