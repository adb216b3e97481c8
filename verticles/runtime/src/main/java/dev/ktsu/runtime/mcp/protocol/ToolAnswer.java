package dev.ktsu.runtime.mcp.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * What a tool call gave, as text for a model.
 *
 * @param isError the tool failed, and the model should know
 */
public record ToolAnswer(String text, boolean isError) {

  public static ToolAnswer error(String text) {
    return new ToolAnswer(text, true);
  }

  /**
   * Reads a result of {@code tools/call}: text as it is, other blocks described in words, {@code
   * structuredContent} as JSON where there is no text.
   */
  public static ToolAnswer of(JsonNode result) {
    List<String> parts = new ArrayList<>();
    boolean hasText = false;
    for (JsonNode block : result.path("content")) {
      hasText |= block.path("type").asText().equals("text");
      parts.add(words(block));
    }
    if (!hasText && result.hasNonNull("structuredContent")) {
      parts.add(Json.text(result.get("structuredContent")));
    }
    return new ToolAnswer(String.join("\n", parts), result.path("isError").asBoolean(false));
  }

  private static String words(JsonNode block) {
    String type = block.path("type").asText("unknown");
    return switch (type) {
      case "text" -> block.path("text").asText();
      case "image", "audio" ->
          "["
              + type
              + mime(block)
              + ", "
              + bytes(block.path("data").asText())
              + " bytes, not shown]";
      case "resource" -> resource(block.path("resource"));
      case "resource_link" ->
          "[link to "
              + block.path("name").asText("a resource")
              + mime(block)
              + " at "
              + block.path("uri").asText()
              + "]";
      default -> "[content of type " + type + ", not shown]";
    };
  }

  private static String resource(JsonNode resource) {
    String head = "[resource " + resource.path("uri").asText() + mime(resource);
    return resource.hasNonNull("text")
        ? head + "]\n" + resource.get("text").asText()
        : head + ", " + bytes(resource.path("blob").asText()) + " bytes, not shown]";
  }

  private static String mime(JsonNode block) {
    return block.hasNonNull("mimeType") ? ", " + block.get("mimeType").asText() : "";
  }

  /** Bytes behind a text in base64, without decoding it. */
  private static long bytes(String base64) {
    long padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
    return base64.length() / 4L * 3 - padding;
  }
}
