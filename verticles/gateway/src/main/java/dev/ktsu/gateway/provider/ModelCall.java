package dev.ktsu.gateway.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.wire.GatewayRequest;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.gateway.budget.Charge;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one model is asked.
 *
 * @param model bare id, as the provider knows it
 * @param messages in typed turns, every tool call answered
 * @param temperature null = none is sent
 * @param charge is told what the provider bills
 */
public record ModelCall(
    String model,
    String group,
    List<Message> messages,
    int maxTokens,
    @Nullable Double temperature,
    List<GatewayRequest.ToolSpec> tools,
    @Nullable JsonNode outputSchema,
    Caller caller,
    Charge charge) {

  /** Only what names the call: prompts stay out of logs. */
  @Override
  public String toString() {
    return "ModelCall[" + group + " " + model + "]";
  }
}
