package dev.ktsu.runtime.loop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.wire.GatewayRequest.ToolSpec;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.contracts.wire.PendingApproval;
import dev.ktsu.contracts.wire.ToolCall;
import dev.ktsu.contracts.wire.ToolServerRef.ApprovalRule;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is to do.
 *
 * @param reflect prompt of the reflection call, empty for none
 * @param confidenceThreshold 0 switches it off
 * @param maxTurns model calls of the loop, reflection not counted
 * @param outputSchema JSON Schema of the answer, null for none
 * @param tools that it may use
 * @param effectful names of those that must not be called twice
 * @param gated those that a person has to approve, with what follows
 * @param asked those about which a person is asked when nobody knows whether a call was made
 */
public record Task(
    String system,
    String userMessage,
    String reflect,
    double confidenceThreshold,
    int maxTurns,
    @Nullable JsonNode outputSchema,
    List<ToolSpec> tools,
    Set<String> effectful,
    Map<String, ApprovalRule> gated,
    Map<String, ApprovalRule> asked) {
  public Task {
    tools = List.copyOf(tools);
    effectful = Set.copyOf(effectful);
    gated = Map.copyOf(gated);
    asked = Map.copyOf(asked);
    if (outputSchema != null && (!outputSchema.isObject() || outputSchema.isEmpty())) {
      outputSchema = null;
    }
  }

  public static Task of(
      InvokeRequest request,
      List<ToolSpec> tools,
      Set<String> effectful,
      Map<String, ApprovalRule> gated,
      Map<String, ApprovalRule> asked) {
    return new Task(
        request.system(),
        request.userMessage(),
        Objects.requireNonNullElse(request.reflect(), ""),
        Objects.requireNonNullElse(request.confidenceThreshold(), 0.0),
        request.maxTurns(),
        request.outputSchema(),
        tools,
        effectful,
        gated,
        asked);
  }

  boolean permits(String tool) {
    return tools.stream().anyMatch(spec -> spec.name().equals(tool));
  }

  boolean isEffectful(String tool) {
    return effectful.contains(tool);
  }

  boolean isGated(String tool) {
    return gated.containsKey(tool);
  }

  /** Whether a person decides what becomes of a call that may have been made. */
  boolean isAskedAbout(String tool) {
    return asked.containsKey(tool);
  }

  /** What a person is asked about the call of a gated tool. */
  PendingApproval question(ToolCall call) {
    return Objects.requireNonNull(gated.get(call.name())).ask(call);
  }

  /** What a person is asked about a call that may have been made. */
  PendingApproval afterUnknownOutcome(ToolCall call) {
    return Objects.requireNonNull(asked.get(call.name())).ask(call).afterUnknownOutcome();
  }

  boolean reflects() {
    return !reflect.isBlank();
  }
}
