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
    Map<String, ApprovalRule> gated) {
  public Task {
    tools = List.copyOf(tools);
    effectful = Set.copyOf(effectful);
    gated = Map.copyOf(gated);
    if (outputSchema != null && (!outputSchema.isObject() || outputSchema.isEmpty())) {
      outputSchema = null;
    }
  }

  public static Task of(
      InvokeRequest request,
      List<ToolSpec> tools,
      Set<String> effectful,
      Map<String, ApprovalRule> gated) {
    return new Task(
        request.system(),
        request.userMessage(),
        Objects.requireNonNullElse(request.reflect(), ""),
        Objects.requireNonNullElse(request.confidenceThreshold(), 0.0),
        request.maxTurns(),
        request.outputSchema(),
        tools,
        effectful,
        gated);
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

  /** What a person is asked about the call of a gated tool. */
  PendingApproval question(ToolCall call) {
    return Objects.requireNonNull(gated.get(call.name())).ask(call);
  }

  boolean reflects() {
    return !reflect.isBlank();
  }
}
