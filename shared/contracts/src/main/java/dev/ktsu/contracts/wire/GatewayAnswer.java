package dev.ktsu.contracts.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's 200.
 *
 * @param modelResolved {@code provider/model} that answered
 * @param costUsd of this answer and of the tries before it
 * @param stopReason {@code end}, {@code tool_use}, {@code max_tokens}, {@code refusal} or the
 *     provider's own word; null from Go
 * @param attempts calls made to providers, retries included; null from Go, whose gateway never
 *     retries
 * @param thinking the provider's reasoning blocks, see {@link Message#thinking}
 * @param provider type of the provider that wrote {@code thinking}
 * @param estimatedUsd the part of {@code costUsd} that may have been billed for tries without an
 *     answer, at their worst case
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GatewayAnswer(
    String content,
    String modelResolved,
    long tokensIn,
    long tokensOut,
    Usd costUsd,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ToolCall> toolCalls,
    @Nullable String stopReason,
    @Nullable Integer attempts,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<JsonNode> thinking,
    @Nullable String provider,
    @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Usd.Nothing.class)
        Usd estimatedUsd) {
  public GatewayAnswer {
    content = Objects.requireNonNullElse(content, "");
    modelResolved = Objects.requireNonNullElse(modelResolved, "");
    costUsd = Objects.requireNonNullElse(costUsd, Usd.ZERO);
    toolCalls = toolCalls == null ? List.of() : List.copyOf(toolCalls);
    estimatedUsd = Objects.requireNonNullElse(estimatedUsd, Usd.ZERO);
    thinking = thinking == null ? List.of() : List.copyOf(thinking);
  }

  /** The assistant message that goes into the conversation. */
  public Message message() {
    return new Message(Message.ASSISTANT, content, toolCalls, null, false, thinking, provider);
  }
}
