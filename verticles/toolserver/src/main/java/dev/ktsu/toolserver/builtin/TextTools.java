package dev.ktsu.toolserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.toolserver.Tool;
import dev.ktsu.toolserver.ToolResult;
import io.vertx.core.Future;
import java.util.List;

/** Exact counts over a text, which models only guess. */
public final class TextTools {
  private TextTools() {}

  public static List<Tool> all() {
    JsonNode schema =
        Json.parse(
            """
            {"type": "object",
             "properties": {"text": {"type": "string", "maxLength": 1000000}},
             "required": ["text"],
             "additionalProperties": false}\
            """);
    return List.of(
        new Tool(
            "count",
            "Counts the lines, words and characters of a text.",
            schema,
            Tool.Effect.READS,
            arguments -> Future.succeededFuture(count(arguments.path("text").asText()))));
  }

  private static ToolResult count(String text) {
    String trimmed = text.strip();
    return new ToolResult.Structure(
        Json.object()
            .put("lines", text.lines().count())
            .put("words", trimmed.isEmpty() ? 0 : trimmed.split("\\s+").length)
            .put("characters", text.codePointCount(0, text.length())));
  }
}
