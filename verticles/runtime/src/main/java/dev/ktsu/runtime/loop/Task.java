package dev.ktsu.runtime.loop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.wire.GatewayRequest.ToolSpec;
import dev.ktsu.contracts.wire.InvokeRequest;
import java.util.List;
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
 */
public record Task(
    String system,
    String userMessage,
    String reflect,
    double confidenceThreshold,
    int maxTurns,
    @Nullable JsonNode outputSchema,
    List<ToolSpec> tools,
    Set<String> effectful) {
  public Task {
    tools = List.copyOf(tools);
    effectful = Set.copyOf(effectful);
    if (outputSchema != null && (!outputSchema.isObject() || outputSchema.isEmpty())) {
      outputSchema = null;
    }
  }

  public static Task of(InvokeRequest request, List<ToolSpec> tools, Set<String> effectful) {
    return new Task(
        request.system(),
        request.userMessage(),
        Objects.requireNonNullElse(request.reflect(), ""),
        Objects.requireNonNullElse(request.confidenceThreshold(), 0.0),
        request.maxTurns(),
        request.outputSchema(),
        tools,
        effectful);
  }

  boolean permits(String tool) {
    return tools.stream().anyMatch(spec -> spec.name().equals(tool));
  }

  boolean isEffectful(String tool) {
    return effectful.contains(tool);
  }

  boolean reflects() {
    return !reflect.isBlank();
  }
}
