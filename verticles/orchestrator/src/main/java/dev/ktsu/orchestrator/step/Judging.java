package dev.ktsu.orchestrator.step;

import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.orchestrator.airlock.AirLock;
import dev.ktsu.orchestrator.airlock.Judged;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.run.Compute;
import dev.ktsu.orchestrator.run.Definitions;
import io.vertx.core.Future;
import java.util.function.Supplier;

/** Brings what runtimes send before the Air-Lock, beside the event loop when it is large. */
public final class Judging {
  private final Definitions definitions;
  private final Compute compute;

  public Judging(Definitions definitions, Compute compute) {
    this.definitions = definitions;
    this.compute = compute;
  }

  /**
   * The verdict on how a leg of the step ended.
   *
   * @param raw makes it out of what was sent
   */
  public Future<Judged> judge(RunState state, StepPath step, Supplier<Raw> raw) {
    return definitions
        .behaviour(state.born().definition())
        .compose(
            steps ->
                compute.lightOr(() -> AirLock.judge(raw.get(), ((PinnedSteps) steps).rules(step))));
  }
}
