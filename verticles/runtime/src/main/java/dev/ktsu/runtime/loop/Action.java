package dev.ktsu.runtime.loop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.wire.GatewayRequest.ToolSpec;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.ToolCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the loop wants done next. */
public sealed interface Action {

  /**
   * Ask the model, then tell {@link AgentLoop#answered}.
   *
   * @param messages a view of the conversation: read it before the loop goes on
   * @param tools what may be called; empty withholds them all
   * @param outputSchema of the wanted answer, null for none
   */
  record CallModel(List<Message> messages, List<ToolSpec> tools, @Nullable JsonNode outputSchema)
      implements Action {}

  /** Call these tools, all of them permitted, then tell {@link AgentLoop#toolsAnswered}. */
  record CallTools(List<ToolCall> calls) implements Action {}

  /** The leg is done. */
  record Finish(Result result) implements Action {}
}
