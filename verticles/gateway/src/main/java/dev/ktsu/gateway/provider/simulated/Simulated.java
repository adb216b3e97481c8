package dev.ktsu.gateway.provider.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.wire.GatewayRequest;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.ToolCall;
import dev.ktsu.futures.Timers;
import dev.ktsu.gateway.config.ProviderConfig;
import dev.ktsu.gateway.price.Usage;
import dev.ktsu.gateway.provider.Completion;
import dev.ktsu.gateway.provider.ModelCall;
import dev.ktsu.gateway.provider.Provider;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers by rule: with {@code text}, else with a value that satisfies the request's output schema,
 * else with {@code {}}. Texts in that value repeat what the latest user message says.
 *
 * <p>Settings: {@code latency_ms} (0), {@code tokens_in} and {@code tokens_out} (a fourth of the
 * characters), {@code call_tools} ({@code none}; {@code each_once} first calls every offered tool
 * once, with arguments that satisfy its input schema), {@code text} (a fixed answer).
 */
public final class Simulated implements Provider {
  public static final String TYPE = "simulated";

  private static final Logger LOG = LoggerFactory.getLogger(Simulated.class);
  private static final int CHARS_PER_TOKEN = 4;
  private static final int COUNT_THEM = -1;

  private final Timers timers;
  private final String name;
  private final int latencyMillis;
  private final int tokensIn;
  private final int tokensOut;
  private final boolean callsTools;
  private final @Nullable String text;
  private final Set<String> groupsWithoutSchema = ConcurrentHashMap.newKeySet();

  /**
   * @throws InvalidInput when a setting is unknown or cannot be used
   */
  public Simulated(ProviderConfig config, Timers timers) {
    config.knows(Set.of("latency_ms", "tokens_in", "tokens_out", "call_tools", "text"));
    this.timers = timers;
    this.name = config.name();
    this.latencyMillis = config.count("latency_ms", 0);
    this.tokensIn =
        config.values().containsKey("tokens_in") ? config.count("tokens_in", 0) : COUNT_THEM;
    this.tokensOut =
        config.values().containsKey("tokens_out") ? config.count("tokens_out", 0) : COUNT_THEM;
    this.callsTools = callsTools(config);
    this.text = config.values().get("text");
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public boolean isPaid() {
    return false;
  }

  @Override
  public Future<Completion> complete(ModelCall call) {
    Future<Void> due = latencyMillis == 0 ? Future.succeededFuture() : timers.pause(latencyMillis);
    call.charge().nothing();
    return due.map(over -> answer(call))
        .onSuccess(completion -> call.charge().used(completion.usage()));
  }

  private Completion answer(ModelCall call) {
    List<ToolCall> calls = callsTools ? calls(call) : List.of();
    if (!calls.isEmpty()) {
      return new Completion(
          "", calls, Completion.TOOL_USE, usage(call, Json.text(calls)), List.of());
    }
    String content = content(call);
    return new Completion(content, List.of(), Completion.END, usage(call, content), List.of());
  }

  private String content(ModelCall call) {
    if (text != null) {
      return text;
    }
    if (call.outputSchema() == null) {
      if (groupsWithoutSchema.add(call.group())) {
        LOG.info(
            "{} answers {} to group {}: its requests carry no output schema",
            name,
            "{}",
            call.group());
      }
      return "{}";
    }
    return Json.text(sample(call.outputSchema(), "output_schema", call));
  }

  private List<ToolCall> calls(ModelCall call) {
    Set<String> called =
        call.messages().stream()
            .flatMap(message -> message.toolCalls().stream())
            .map(ToolCall::name)
            .collect(Collectors.toSet());
    List<ToolCall> calls = new ArrayList<>();
    for (GatewayRequest.ToolSpec tool : call.tools()) {
      if (!called.contains(tool.name())) {
        JsonNode schema = tool.inputSchema();
        JsonNode arguments =
            schema == null ? Json.object() : sample(schema, "input_schema of " + tool.name(), call);
        calls.add(
            new ToolCall("sim_" + (called.size() + calls.size() + 1), tool.name(), arguments));
      }
    }
    return calls;
  }

  private static JsonNode sample(JsonNode schema, String what, ModelCall call) {
    try {
      return Sample.of(schema, Echo.of(call.messages()));
    } catch (NoSample none) {
      throw new InvalidInput(
          Code.INVALID_REQUEST,
          400,
          Code.INVALID_REQUEST.word(),
          "the simulated model cannot make up a value for " + what + ": " + none.getMessage(),
          "Give the schema a default or an example there.");
    }
  }

  private Usage usage(ModelCall call, String answer) {
    long in = call.messages().stream().map(Message::content).mapToLong(Simulated::tokens).sum();
    return new Usage(
        tokensIn == COUNT_THEM ? in : tokensIn,
        0,
        0,
        tokensOut == COUNT_THEM ? tokens(answer) : tokensOut);
  }

  private static long tokens(String text) {
    return Math.ceilDiv(text.length(), CHARS_PER_TOKEN);
  }

  private static boolean callsTools(ProviderConfig config) {
    String value = config.text("call_tools", "none");
    return switch (value) {
      case "none" -> false;
      case "each_once" -> true;
      default ->
          throw config.wrong(
              "call_tools",
              "config key \"call_tools\": \"" + value + "\" is not none or each_once");
    };
  }
}
