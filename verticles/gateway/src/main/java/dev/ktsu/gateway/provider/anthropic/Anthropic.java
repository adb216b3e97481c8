package dev.ktsu.gateway.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Messages.
 *
 * <p>Settings: {@code api_key} (required), {@code base_url} (https://api.anthropic.com; a trailing
 * {@code /v1} is tolerated), {@code structured_output} (false; sends the output schema as {@code
 * output_config.format}), {@code prompt_caching} (false; marks system prompt and tools for the
 * provider's cache).
 */
public final class Anthropic implements Dialect {
  public static final String TYPE = "anthropic";

  private static final String VERSION = "2023-06-01";

  private final String url;
  private final String apiKey;
  private final boolean structuredOutput;
  private final boolean promptCaching;

  /**
   * @throws InvalidInput when a setting is missing or unknown
   */
  public Anthropic(ProviderConfig config) {
    config.knows(Set.of("base_url", "api_key", "structured_output", "prompt_caching"));
    String base = config.url("base_url", "https://api.anthropic.com");
    this.url = base.replaceAll("/v1$", "") + "/v1/messages";
    this.apiKey = config.required("api_key");
    this.structuredOutput = config.flag("structured_output");
    this.promptCaching = config.flag("prompt_caching");
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
    return Map.of("x-api-key", apiKey, "anthropic-version", VERSION);
  }

  @Override
  public ObjectNode encode(ModelCall call) {
    ObjectNode body = Json.object().put("model", call.model()).put("max_tokens", call.maxTokens());
    String system =
        call.messages().stream()
            .filter(Turns::isSystem)
            .map(Message::content)
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining("\n\n"));
    if (!system.isEmpty()) {
      body.set("system", system(system));
    }
    body.set("messages", Turns.of(call.messages()));
    if (call.temperature() != null) {
      body.put("temperature", call.temperature());
    }
    if (!call.tools().isEmpty()) {
      body.set("tools", tools(call.tools()));
    }
    if (structuredOutput && call.outputSchema() != null) {
      ObjectNode format = body.putObject("output_config").putObject("format");
      format.put("type", "json_schema").set("schema", call.outputSchema());
    }
    return body;
  }

  @Override
  public Completion decode(JsonNode body, ToolNames names) {
    String stop = body.path("stop_reason").asText("");
    if (stop.equals("refusal")) {
      throw ProviderErrors.declined(stop);
    }
    StringBuilder text = new StringBuilder();
    List<ToolCall> calls = new ArrayList<>();
    List<JsonNode> thinking = new ArrayList<>();
    for (JsonNode block : body.path("content")) {
      switch (block.path("type").asText()) {
        case "text" -> text.append(block.path("text").asText());
        case "tool_use" -> calls.add(call(block, names));
        case "thinking", "redacted_thinking" -> thinking.add(block);
        default -> {
          // Blocks of tools that the provider itself runs; we never ask for them.
        }
      }
    }
    if (text.isEmpty() && calls.isEmpty()) {
      throw ProviderErrors.undecodable("no text or tool_use content block in response");
    }
    return new Completion(text.toString(), calls, stopReason(stop), usage(body), thinking);
  }

  /** The input tokens leave out those that came from a cache or went into it. */
  @Override
  public Usage usage(JsonNode body) {
    JsonNode usage = body.path("usage");
    return new Usage(
        usage.path("input_tokens").asLong(),
        usage.path("cache_read_input_tokens").asLong(),
        usage.path("cache_creation_input_tokens").asLong(),
        usage.path("output_tokens").asLong());
  }

  /** A text; as a block where it carries a mark for the cache. */
  private JsonNode system(String text) {
    if (!promptCaching) {
      return TextNode.valueOf(text);
    }
    ArrayNode blocks = Json.array();
    cacheable(blocks.addObject().put("type", "text").put("text", text));
    return blocks;
  }

  /** The cache holds everything up to a mark, so that the last tool stands for all of them. */
  private ArrayNode tools(List<GatewayRequest.ToolSpec> specs) {
    ArrayNode tools = Json.array();
    for (GatewayRequest.ToolSpec spec : specs) {
      ObjectNode tool = tools.addObject().put("name", ToolNames.safe(spec.name()));
      if (spec.description() != null) {
        tool.put("description", spec.description());
      }
      tool.set(
          "input_schema",
          spec.inputSchema() == null ? Json.object().put("type", "object") : spec.inputSchema());
    }
    cacheable((ObjectNode) tools.get(tools.size() - 1));
    return tools;
  }

  private void cacheable(ObjectNode block) {
    if (promptCaching) {
      block.putObject("cache_control").put("type", "ephemeral");
    }
  }

  private static ToolCall call(JsonNode block, ToolNames names) {
    return new ToolCall(
        block.path("id").asText(), names.original(block.path("name").asText()), block.get("input"));
  }

  private static String stopReason(String stop) {
    return switch (stop) {
      case "end_turn", "stop_sequence", "" -> Completion.END;
      case "tool_use" -> Completion.TOOL_USE;
      case "max_tokens" -> Completion.MAX_TOKENS;
      default -> stop;
    };
  }
}
