package dev.ktsu.toolserver;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.schema.Schema;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * One tool.
 *
 * @param name as models call it
 * @param description for the model: what it does and when to use it
 * @param inputSchema JSON Schema object of the arguments
 * @param effect what a call does to the world
 * @param work takes arguments that satisfy the schema; a failed future is told to the model
 */
public record Tool(
    String name,
    String description,
    JsonNode inputSchema,
    Effect effect,
    Function<JsonNode, Future<ToolResult>> work) {
  public Tool {
    if (!name.matches("[A-Za-z0-9_.-]{1,128}")) {
      throw new IllegalArgumentException("not a name for a tool: " + name);
    }
    Schema.compile(inputSchema);
  }

  /** What a call does to the world; callers repeat only calls that do no harm. */
  public enum Effect {
    READS,
    /** Writes, but twice is as good as once. */
    IDEMPOTENT,
    WRITES
  }
}
