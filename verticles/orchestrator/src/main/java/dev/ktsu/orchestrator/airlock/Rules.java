package dev.ktsu.orchestrator.airlock;

import dev.ktsu.schema.Schema;
import java.util.List;

/**
 * What an output is judged by.
 *
 * @param schemas of the agent and of the step; all must hold
 * @param confidenceThreshold least {@code ktsu_confidence}, 0 = not asked for
 * @param acceptsReflected whether none is asked for where the agent has reflected on its answer
 */
public record Rules(List<Schema> schemas, double confidenceThreshold, boolean acceptsReflected) {
  public static final Rules NONE = of(List.of());

  public Rules {
    schemas = List.copyOf(schemas);
  }

  /** Schemas alone. */
  public static Rules of(List<Schema> schemas) {
    return new Rules(schemas, 0, false);
  }

  /** The least confidence of an answer that was given so. */
  double threshold(boolean isReflected) {
    return isReflected && acceptsReflected ? 0 : confidenceThreshold;
  }
}
