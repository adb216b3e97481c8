package dev.ktsu.toolserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;

/** What a tool gives back. */
public sealed interface ToolResult {

  /** A text. */
  record Text(String text) implements ToolResult {}

  /** An object, given as structure and as text. */
  record Structure(JsonNode value) implements ToolResult {}

  /** The tool failed in a way that the model may mend. */
  record Failure(String text) implements ToolResult {}

  /** The result as the protocol writes it. */
  default ObjectNode wire() {
    return switch (this) {
      case Text(var text) -> content(text);
      case Structure(var value) -> content(Json.text(value)).set("structuredContent", value);
      case Failure(var text) -> content(text).put("isError", true);
    };
  }

  private static ObjectNode content(String text) {
    ObjectNode result = Json.object();
    result.putArray("content").addObject().put("type", "text").put("text", text);
    return result;
  }
}
