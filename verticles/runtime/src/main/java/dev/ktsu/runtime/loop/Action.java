package dev.ktsu.runtime.loop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.wire.GatewayRequest.ToolSpec;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.Metrics;
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

  /**
   * Call these tools, all of them permitted and, where that is needed, approved; then tell {@link
   * AgentLoop#toolsAnswered}.
   *
   * @param turn that asked for them, from 1
   */
  record CallTools(int turn, List<ToolCall> calls) implements Action {}

  /**
   * Have what was said kept, where somebody keeps it, then tell {@link AgentLoop#checkpointed}.
   *
   * @param turn that has ended, from 1
   * @param after the last turn that was kept, 0 for none
   * @param messages since then, a view: read it before the loop goes on
   * @param metrics so far, without the time of this leg
   */
  record Checkpoint(int turn, int after, List<Message> messages, Metrics metrics)
      implements Action {}

  /** The leg is done. */
  record Finish(Result result) implements Action {}
}
