package dev.ktsu.contracts.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.InvalidInput;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Tool turns as Go's tiers write them, as text: an assistant message whose content is a JSON array
 * with {@code tool_use} objects, answered by a user message whose content is an array of {@code
 * tool_result} objects. Pure.
 */
public final class TextTurns {
  private TextTurns() {}

  /**
   * The conversation with such turns as typed ones. A conversation that holds a typed tool turn is
   * left alone: its texts are meant as texts.
   */
  public static List<Message> typed(List<Message> messages) {
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

  /**
   * The conversation in roles and texts alone. Calls that nobody has answered come last, in a
   * message of their own where others of their turn were answered: there Go looks for them.
   */
  public static List<Message> text(List<Message> messages) {
    List<Message> text = new ArrayList<>(messages.size() + 1);
    ArrayNode results = Json.array();
    for (Message message : openCallsLast(messages)) {
      if (message.role().equals(Message.TOOL)) {
        results.add(block(message));
        continue;
      }
      flush(results, text);
      text.add(
          message.toolCalls().isEmpty()
              ? new Message(
                  message.role(), message.content(), List.of(), null, false, List.of(), null)
              : Message.assistant(Json.text(blocks(message.content(), message.toolCalls()))));
    }
    flush(results, text);
    return text;
  }

  private static List<Message> openCallsLast(List<Message> messages) {
    int last = messages.size() - 1;
    while (last >= 0 && messages.get(last).toolCalls().isEmpty()) {
      last--;
    }
    if (last < 0) {
      return messages;
    }
    Set<String> answered = new HashSet<>();
    messages.subList(last + 1, messages.size()).forEach(each -> answered.add(each.toolCallId()));
    Message asking = messages.get(last);
    List<ToolCall> done = new ArrayList<>(asking.toolCalls());
    done.removeIf(call -> !answered.contains(call.id()));
    List<ToolCall> open = new ArrayList<>(asking.toolCalls());
    open.removeAll(done);
    if (done.isEmpty() || open.isEmpty()) {
      return messages;
    }
    List<Message> split = new ArrayList<>(messages);
    split.set(last, calling(asking.content(), done));
    split.add(calling("", open));
    return split;
  }

  private static Message calling(String content, List<ToolCall> calls) {
    return new Message(Message.ASSISTANT, content, calls, null, false, List.of(), null);
  }

  private static void flush(ArrayNode results, List<Message> text) {
    if (!results.isEmpty()) {
      text.add(Message.user(Json.text(results)));
      results.removeAll();
    }
  }

  private static ArrayNode blocks(String content, List<ToolCall> calls) {
    ArrayNode blocks = Json.array();
    if (!content.isEmpty()) {
      blocks.addObject().put("type", "text").put("text", content);
    }
    for (ToolCall call : calls) {
      blocks
          .addObject()
          .put("type", "tool_use")
          .put("id", call.id())
          .put("name", call.name())
          .set("input", call.arguments());
    }
    return blocks;
  }

  private static ObjectNode block(Message result) {
    ObjectNode block =
        Json.object()
            .put("type", "tool_result")
            .put("tool_use_id", result.toolCallId())
            .put("content", result.content());
    return result.isError() ? block.put("is_error", true) : block;
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

  private static boolean all(ArrayNode blocks, Predicate<? super JsonNode> predicate) {
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
