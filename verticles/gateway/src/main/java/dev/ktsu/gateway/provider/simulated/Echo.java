package dev.ktsu.gateway.provider.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.wire.Message;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the simulated model repeats: the words of the latest user message, or the values in it when
 * it is JSON.
 */
record Echo(String words) {
  private static final int CHARS_MAX = 200;

  static Echo of(List<Message> messages) {
    String latest =
        messages.stream()
            .filter(message -> message.role().equals(Message.USER))
            .map(Message::content)
            .reduce("", (earlier, later) -> later);
    String words = words(latest.strip());
    return new Echo(words.length() <= CHARS_MAX ? words : words.substring(0, CHARS_MAX));
  }

  /** A sentence for a property: its name in words, then what was said. */
  String sentence(String property) {
    String topic = property.isEmpty() ? "answer" : property.replaceAll("[_\\-]+", " ");
    return words.isEmpty() ? "Simulated " + topic : "Simulated " + topic + " for " + words;
  }

  private static String words(String text) {
    if (text.startsWith("{") || text.startsWith("[")) {
      try {
        return leaves(Json.parse(text)).collect(Collectors.joining(", "));
      } catch (InvalidInput notJson) {
        return text;
      }
    }
    return text;
  }

  private static Stream<String> leaves(JsonNode node) {
    return node.isContainerNode()
        ? node.valueStream().flatMap(Echo::leaves)
        : Stream.of(node.asText());
  }
}
