package dev.ktsu.orchestrator.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.http.log.Secrets;
import java.util.Map;

/** Where the mask of secrets stands in a value. */
final class Redacted {
  private final ArrayNode pointers = Json.array();

  private Redacted() {}

  /**
   * JSON pointers, in the order of the value; that of an object whose key is masked is the key's.
   */
  static ArrayNode in(JsonNode value) {
    Redacted redacted = new Redacted();
    redacted.look("", value);
    return redacted.pointers;
  }

  private void look(String pointer, JsonNode value) {
    switch (value) {
      case ObjectNode object -> {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
          String inside = pointer + "/" + field.getKey().replace("~", "~0").replace("/", "~1");
          note(inside, field.getKey());
          look(inside, field.getValue());
        }
      }
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          look(pointer + "/" + i, array.get(i));
        }
      }
      default -> {
        if (value.isTextual()) {
          note(pointer, value.textValue());
        }
      }
    }
  }

  private void note(String pointer, String text) {
    if (text.contains(Secrets.MASK)) {
      pointers.add(pointer);
    }
  }
}
