package dev.ktsu.runtime.mcp.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;

/**
 * A tool as its server lists it.
 *
 * @param inputSchema JSON Schema object of the arguments
 * @param isRepeatable a second call does no harm: the server says so ({@code readOnlyHint} or
 *     {@code idempotentHint}), or the agent that uses it
 */
public record Tool(String name, String description, JsonNode inputSchema, boolean isRepeatable) {

  /** The same tool, of which somebody knows better than its server. */
  public Tool repeatable(boolean known) {
    return new Tool(name, description, inputSchema, known);
  }

  /** One entry of {@code tools/list}. */
  static Tool of(JsonNode entry) {
    JsonNode schema = entry.path("inputSchema");
    JsonNode hints = entry.path("annotations");
    return new Tool(
        entry.path("name").asText(),
        entry.path("description").asText(""),
        schema.isObject() ? schema : Json.object().put("type", "object"),
        hints.path("readOnlyHint").asBoolean(false)
            || hints.path("idempotentHint").asBoolean(false));
  }
}
