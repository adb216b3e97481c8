package dev.ktsu.gateway.provider.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.ToolCall;
import dev.ktsu.gateway.provider.ToolNames;
import java.util.List;

/**
 * User and assistant turns by turns: neighbours of one role are merged, so that all results of a
 * turn's tool calls stand in one user turn, before its texts.
 */
final class Turns {
  private final ArrayNode turns = Json.array();
  private ArrayNode blocks = Json.array();
  private String role = "";
  private int results;

  private Turns() {}

  /** Every message but the system's. */
  static ArrayNode of(List<Message> messages) {
    Turns turns = new Turns();
    messages.stream().filter(message -> !isSystem(message)).forEach(turns::add);
    return turns.turns;
  }

  static boolean isSystem(Message message) {
    return message.role().equals(Message.SYSTEM) || message.role().equals("developer");
  }

  private void add(Message message) {
    switch (message.role()) {
      case Message.ASSISTANT -> assistant(message);
      case Message.TOOL -> result(message);
      default -> text(Message.USER, message.content());
    }
  }

  private void assistant(Message message) {
    if (Anthropic.TYPE.equals(message.provider())) {
      message.thinking().forEach(block -> turn(Message.ASSISTANT).add(block));
    }
    text(Message.ASSISTANT, message.content());
    for (ToolCall call : message.toolCalls()) {
      ObjectNode block = turn(Message.ASSISTANT).addObject().put("type", "tool_use");
      block.put("id", ToolNames.safe(call.id())).put("name", ToolNames.safe(call.name()));
      block.set("input", call.arguments());
    }
  }

  private void result(Message message) {
    ObjectNode block = turn(Message.USER).insertObject(results++).put("type", "tool_result");
    String id = message.toolCallId();
    block.put("tool_use_id", ToolNames.safe(id == null ? "" : id));
    block.put("content", message.content());
    if (message.isError()) {
      block.put("is_error", true);
    }
  }

  /** An empty text is refused by the provider and says nothing. */
  private void text(String of, String text) {
    if (!text.isEmpty()) {
      turn(of).addObject().put("type", "text").put("text", text);
    }
  }

  private ArrayNode turn(String of) {
    if (!of.equals(role)) {
      role = of;
      results = 0;
      blocks = turns.addObject().put("role", of).putArray("content");
    }
    return blocks;
  }
}
