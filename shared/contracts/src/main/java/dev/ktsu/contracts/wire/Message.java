package dev.ktsu.contracts.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation.
 *
 * @param role {@code system}, {@code user}, {@code assistant} or {@code tool}
 * @param content text, empty beside tool calls
 * @param toolCalls of an assistant message, else empty
 * @param toolCallId of a tool message: which call it answers
 * @param isError of a tool message: the tool reported a failure
 * @param thinking of an assistant message: the provider's own reasoning blocks, replayed untouched
 *     to the provider that {@code provider} names and dropped for any other
 * @param provider type of the provider that wrote {@code thinking}
 */
public record Message(
    String role,
    String content,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ToolCall> toolCalls,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String toolCallId,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean isError,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<JsonNode> thinking,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String provider) {
  public static final String SYSTEM = "system";
  public static final String USER = "user";
  public static final String ASSISTANT = "assistant";
  public static final String TOOL = "tool";

  public Message {
    content = Objects.requireNonNullElse(content, "");
    toolCalls = toolCalls == null ? List.of() : List.copyOf(toolCalls);
    thinking = thinking == null ? List.of() : List.copyOf(thinking);
  }

  public static Message system(String content) {
    return text(SYSTEM, content);
  }

  public static Message user(String content) {
    return text(USER, content);
  }

  public static Message assistant(String content) {
    return text(ASSISTANT, content);
  }

  /** What a tool answered to the call {@code toolCallId}. */
  public static Message toolResult(String toolCallId, String content, boolean isError) {
    return new Message(TOOL, content, List.of(), toolCallId, isError, List.of(), null);
  }

  private static Message text(String role, String content) {
    return new Message(role, content, List.of(), null, false, List.of(), null);
  }
}
