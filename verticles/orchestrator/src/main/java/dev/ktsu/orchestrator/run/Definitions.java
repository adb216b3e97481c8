package dev.ktsu.orchestrator.run;

import dev.ktsu.orchestrator.kernel.Behaviour;
import io.vertx.core.Future;

/** The pinned definitions of runs. */
public interface Definitions {
  /**
   * What the definition with this digest says of its steps.
   *
   * @return fails with a {@link dev.ktsu.contracts.problems.Fault} when it is not kept
   */
  Future<Behaviour> behaviour(String digest);
}
