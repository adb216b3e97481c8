package dev.ktsu.gateway.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.wire.ToolCall;
import dev.ktsu.gateway.price.Usage;
import java.util.List;

/**
 * What a model answered.
 *
 * @param content text, empty beside tool calls
 * @param stopReason {@code end}, {@code tool_use}, {@code max_tokens} or the provider's own word
 * @param thinking the provider's reasoning blocks, to be replayed to it untouched
 */
public record Completion(
    String content,
    List<ToolCall> toolCalls,
    String stopReason,
    Usage usage,
    List<JsonNode> thinking) {
  public static final String END = "end";
  public static final String TOOL_USE = "tool_use";
  public static final String MAX_TOKENS = "max_tokens";

  public Completion {
    toolCalls = List.copyOf(toolCalls);
    thinking = List.copyOf(thinking);
  }
}
