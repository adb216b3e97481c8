package dev.ktsu.orchestrator.airlock;

import dev.ktsu.schema.Schema;
import java.util.List;

/**
 * What an output is judged by.
 *
 * @param schemas of the agent and of the step; all must hold
 * @param confidenceThreshold least {@code ktsu_confidence}, 0 = not asked for
 */
public record Rules(List<Schema> schemas, double confidenceThreshold) {
  public static final Rules NONE = new Rules(List.of(), 0);

  public Rules {
    schemas = List.copyOf(schemas);
  }
}
