package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.orchestrator.kernel.RunState;
import io.vertx.core.Future;

/** The secret parameters that the caller of a run gave: they are in no journal. */
public interface RunSecrets {
  /** Of runs without any. */
  RunSecrets NONE = (state, steps) -> Future.succeededFuture(Json.object());

  /** Their values by name; not to be changed. Fails when they cannot be opened any more. */
  Future<ObjectNode> of(RunState state, PinnedSteps steps);
}
