package dev.ktsu.gateway.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.wire.GatewayRequest;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.ToolCall;
import dev.ktsu.gateway.config.ProviderConfig;
import dev.ktsu.gateway.price.Usage;
import dev.ktsu.gateway.provider.Completion;
import dev.ktsu.gateway.provider.Dialect;
import dev.ktsu.gateway.provider.ModelCall;
import dev.ktsu.gateway.provider.ProviderErrors;
import dev.ktsu.gateway.provider.ToolNames;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chat completions.
 *
 * <p>Settings: {@code base_url} and {@code api_key} (required), {@code max_tokens_field} ({@code
 * max_tokens}; reasoning models want {@code max_completion_tokens}), {@code structured_output}
 * (false; sends the output schema as {@code response_format}).
 */
public final class OpenAi implements Dialect {
  public static final String TYPE = "openai";

  /** Holds the text of arguments that were no JSON object, so that it can be replayed as it was. */
  private static final String RAW = "_raw";

  private final String url;
  private final String apiKey;
  private final String maxTokensField;
  private final boolean structuredOutput;

  /**
   * @throws InvalidInput when a setting is missing or unknown
   */
  public OpenAi(ProviderConfig config) {
    config.knows(Set.of("base_url", "api_key", "max_tokens_field", "structured_output"));
    this.url = config.url("base_url", config.required("base_url")) + "/chat/completions";
    this.apiKey = config.required("api_key");
    this.maxTokensField = config.text("max_tokens_field", "max_tokens");
    this.structuredOutput = config.flag("structured_output");
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String url() {
    return url;
  }

  @Override
  public Map<String, String> headers() {
    return Map.of("Authorization", "Bearer " + apiKey);
  }

  @Override
  public ObjectNode encode(ModelCall call) {
    ObjectNode body = Json.object().put("model", call.model());
    ArrayNode messages = body.putArray("messages");
    call.messages().forEach(message -> messages.add(message(message)));
    body.put(maxTokensField, call.maxTokens());
    if (call.temperature() != null) {
      body.put("temperature", call.temperature());
    }
    if (!call.tools().isEmpty()) {
      ArrayNode tools = body.putArray("tools");
      call.tools().forEach(tool -> tools.add(tool(tool)));
    }
    if (structuredOutput && call.outputSchema() != null) {
      ObjectNode format = body.putObject("response_format").put("type", "json_schema");
      format
          .putObject("json_schema")
          .put("name", "output")
          .put("strict", false)
          .set("schema", call.outputSchema());
    }
    return body;
  }

  @Override
  public Completion decode(JsonNode body, ToolNames names) {
    if (body.path("choices").isEmpty()) {
      if (body.path("error").isObject()) {
        throw ProviderErrors.inside(body.path("error"));
      }
      throw ProviderErrors.undecodable("empty choices in response");
    }
    JsonNode choice = body.path("choices").path(0);
    JsonNode message = choice.path("message");
    String finish = choice.path("finish_reason").asText("");
    String refusal = message.path("refusal").asText("");
    if (finish.equals("content_filter") || !refusal.isEmpty()) {
      throw ProviderErrors.declined(refusal.isEmpty() ? finish : refusal);
    }
    List<ToolCall> calls = calls(message.path("tool_calls"), names);
    String content = text(message.path("content"));
    if (content.isEmpty() && calls.isEmpty()) {
      throw ProviderErrors.undecodable("empty content and no tool calls in response");
    }
    return new Completion(content, calls, stopReason(finish), usage(body), List.of());
  }

  /** The prompt's tokens include those that came from a cache or went into it. */
  @Override
  public Usage usage(JsonNode body) {
    JsonNode usage = body.path("usage");
    JsonNode details = usage.path("prompt_tokens_details");
    long cached = details.path("cached_tokens").asLong();
    long writes = details.path("cache_write_tokens").asLong();
    long fresh = usage.path("prompt_tokens").asLong() - cached - writes;
    return new Usage(fresh, cached, writes, usage.path("completion_tokens").asLong());
  }

  private static ObjectNode message(Message message) {
    ObjectNode out = Json.object().put("role", message.role());
    if (!message.content().isEmpty() || message.toolCalls().isEmpty()) {
      out.put("content", message.content());
    }
    if (message.toolCallId() != null) {
      out.put("tool_call_id", message.toolCallId());
    }
    if (!message.toolCalls().isEmpty()) {
      ArrayNode calls = out.putArray("tool_calls");
      message.toolCalls().forEach(call -> calls.add(call(call)));
    }
    return out;
  }

  private static ObjectNode call(ToolCall call) {
    ObjectNode out = Json.object().put("id", call.id()).put("type", "function");
    out.putObject("function")
        .put("name", ToolNames.safe(call.name()))
        .put("arguments", argumentsText(call));
    return out;
  }

  private static String argumentsText(ToolCall call) {
    JsonNode arguments = call.arguments();
    JsonNode raw = arguments == null ? null : arguments.get(RAW);
    return raw != null && raw.isTextual() && arguments.size() == 1
        ? raw.asText()
        : Json.text(arguments == null ? Json.object() : arguments);
  }

  private static ObjectNode tool(GatewayRequest.ToolSpec tool) {
    ObjectNode out = Json.object().put("type", "function");
    ObjectNode function = out.putObject("function").put("name", ToolNames.safe(tool.name()));
    if (tool.description() != null) {
      function.put("description", tool.description());
    }
    function.set(
        "parameters",
        tool.inputSchema() == null ? Json.object().put("type", "object") : tool.inputSchema());
    return out;
  }

  private static List<ToolCall> calls(JsonNode nodes, ToolNames names) {
    List<ToolCall> calls = new ArrayList<>(nodes.size());
    for (JsonNode node : nodes) {
      JsonNode function = node.path("function");
      String id = node.path("id").asText("");
      calls.add(
          new ToolCall(
              id.isEmpty() ? newId() : id,
              names.original(function.path("name").asText()),
              arguments(function.path("arguments"))));
    }
    return calls;
  }

  /** The arguments as an object; a text that is none is kept under {@link #RAW}. */
  private static JsonNode arguments(JsonNode written) {
    if (written.isObject()) {
      return written;
    }
    String text = written.asText("");
    if (text.isBlank()) {
      return Json.object();
    }
    try {
      JsonNode parsed = Json.parse(text);
      if (parsed.isObject()) {
        return parsed;
      }
      return parsed.isNull() ? Json.object() : Json.object().put(RAW, text);
    } catch (InvalidInput broken) {
      return Json.object().put(RAW, text);
    }
  }

  /** Compatible servers may leave ids out; a conversation needs them. */
  private static String newId() {
    return "call_" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  /** A text, or the texts of a list of parts. */
  private static String text(JsonNode content) {
    if (!content.isArray()) {
      return content.asText("");
    }
    StringBuilder text = new StringBuilder();
    content.forEach(part -> text.append(part.path("text").asText("")));
    return text.toString();
  }

  private static String stopReason(String finish) {
    return switch (finish) {
      case "stop", "" -> Completion.END;
      case "tool_calls", "function_call" -> Completion.TOOL_USE;
      case "length" -> Completion.MAX_TOKENS;
      default -> finish;
    };
  }
}
