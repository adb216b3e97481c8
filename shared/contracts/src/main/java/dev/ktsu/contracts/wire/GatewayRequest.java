package dev.ktsu.contracts.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /invoke} of the gateway: one model call.
 *
 * @param group name of a model group of gateway.yaml
 * @param maxTokens of the answer; 1024 where the sender leaves it out or sends ≤ 0
 * @param temperature null = the group's default, or none at all
 * @param outputSchema JSON Schema of the wanted answer, for native structured output; null for none
 * @param spend what the leg may spend; null for one without a budget
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GatewayRequest(
    String runId,
    String stepId,
    String group,
    List<Message> messages,
    int maxTokens,
    @Nullable Double temperature,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ToolSpec> tools,
    @Nullable JsonNode outputSchema,
    @Nullable Allowance spend) {
  public GatewayRequest {
    runId = Objects.requireNonNullElse(runId, "");
    stepId = Objects.requireNonNullElse(stepId, "");
    group = Objects.requireNonNullElse(group, "");
    messages = messages == null ? List.of() : List.copyOf(messages);
    maxTokens = maxTokens <= 0 ? ModelChoice.MAX_TOKENS_DEFAULT : maxTokens;
    tools = tools == null ? List.of() : List.copyOf(tools);
  }

  /** What a model reads of it: the same call, whoever makes it and with whatever money. */
  public GatewayRequest withoutCaller() {
    return new GatewayRequest(
        "", "", group, messages, maxTokens, temperature, tools, outputSchema, null);
  }

  /** Only what names the call: prompts stay out of logs. */
  @Override
  public String toString() {
    return "GatewayRequest[" + runId + " " + stepId + " " + group + "]";
  }

  /**
   * The money of a leg.
   *
   * @param limitUsd what it may spend in all
   * @param spentUsd what it has spent so far
   */
  public record Allowance(Usd limitUsd, Usd spentUsd) {
    public Allowance {
      limitUsd = Objects.requireNonNullElse(limitUsd, Usd.ZERO);
      spentUsd = Objects.requireNonNullElse(spentUsd, Usd.ZERO);
    }
  }

  /** A tool that is offered to the model; {@code inputSchema} is a JSON Schema object. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ToolSpec(
      String name, @Nullable String description, @Nullable JsonNode inputSchema) {}
}
