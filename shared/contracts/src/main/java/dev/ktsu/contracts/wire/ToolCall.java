package dev.ktsu.contracts.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A tool call that a model asks for. {@code arguments} is always an object; null and absent become
 * {@code {}}. Arguments that the model wrote as broken JSON arrive as {@code {"_raw": text}}.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ToolCall(String id, String name, @Nullable JsonNode arguments) {
  public ToolCall {
    arguments = arguments instanceof ObjectNode object ? object : Json.object();
  }
}
