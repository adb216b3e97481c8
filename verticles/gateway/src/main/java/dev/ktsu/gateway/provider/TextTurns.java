package dev.ktsu.gateway.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.ToolCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tool turns that a Go runtime writes as text: an assistant message whose content is a JSON array
 * with {@code tool_use} objects, answered by a user message whose content is an array of {@code
 * tool_result} objects. Pure.
 */
final class TextTurns {
  private TextTurns() {}

  /**
   * The conversation with such turns as typed ones. A conversation that holds a typed tool turn is
   * left alone: its texts are meant as texts.
   */
  static List<Message> typed(List<Message> messages) {
    if (messages.stream().anyMatch(TextTurns::isTyped)
        || messages.stream().noneMatch(TextTurns::mayHoldTurns)) {
      return messages;
    }
    List<Message> typed = new ArrayList<>(messages.size());
    Set<String> called = new HashSet<>();
    for (Message message : messages) {
      switch (message.role()) {
        case Message.ASSISTANT -> typed.add(calls(message, called));
        case Message.USER -> results(message, called).forEach(typed::add);
        default -> typed.add(message);
      }
    }
    return typed;
  }

  private static Message calls(Message message, Set<String> called) {
    Optional<ArrayNode> blocks =
        blocks(message)
            .filter(found -> all(found, TextTurns::isTextOrCall) && any(found, "tool_use"));
    if (blocks.isEmpty()) {
      return message;
    }
    StringBuilder text = new StringBuilder();
    List<ToolCall> calls = new ArrayList<>();
    for (JsonNode block : blocks.get()) {
      if (block.path("type").asText().equals("text")) {
        text.append(block.path("text").asText());
      } else {
        calls.add(
            new ToolCall(
                block.path("id").asText(), block.path("name").asText(), block.get("input")));
      }
    }
    calls.forEach(call -> called.add(call.id()));
    return new Message(
        Message.ASSISTANT, text.toString(), calls, null, false, List.of(), message.provider());
  }

  private static Stream<Message> results(Message message, Set<String> called) {
    return blocks(message)
        .filter(found -> all(found, block -> isResult(block, called)))
        .map(found -> found.valueStream().map(TextTurns::result))
        .orElseGet(() -> Stream.of(message));
  }

  private static Message result(JsonNode block) {
    JsonNode content = block.path("content");
    return Message.toolResult(
        block.path("tool_use_id").asText(),
        content.isValueNode()
            ? content.asText("")
            : content.isMissingNode() ? "" : Json.text(content),
        block.path("is_error").asBoolean(false));
  }

  private static boolean isTyped(Message message) {
    return !message.toolCalls().isEmpty() || message.role().equals(Message.TOOL);
  }

  private static boolean mayHoldTurns(Message message) {
    return message.role().equals(Message.ASSISTANT) && message.content().startsWith("[");
  }

  private static boolean isTextOrCall(JsonNode block) {
    return switch (block.path("type").asText()) {
      case "text" -> block.path("text").isTextual();
      case "tool_use" -> block.path("id").isTextual() && block.path("name").isTextual();
      default -> false;
    };
  }

  private static boolean isResult(JsonNode block, Set<String> called) {
    return block.path("type").asText().equals("tool_result")
        && called.contains(block.path("tool_use_id").asText());
  }

  private static boolean any(ArrayNode blocks, String type) {
    return blocks.valueStream().anyMatch(block -> block.path("type").asText().equals(type));
  }

  private static boolean all(
      ArrayNode blocks, java.util.function.Predicate<? super JsonNode> predicate) {
    return !blocks.isEmpty() && blocks.valueStream().allMatch(predicate);
  }

  private static Optional<ArrayNode> blocks(Message message) {
    if (!message.content().startsWith("[")) {
      return Optional.empty();
    }
    try {
      return Json.parse(message.content()) instanceof ArrayNode array
          ? Optional.of(array)
          : Optional.empty();
    } catch (InvalidInput plainText) {
      return Optional.empty();
    }
  }
}
