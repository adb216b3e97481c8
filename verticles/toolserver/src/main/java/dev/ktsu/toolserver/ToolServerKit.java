package dev.ktsu.toolserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.futures.Futures;
import dev.ktsu.schema.Schema;
import dev.ktsu.schema.Violation;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One tool server: messages in, answers out. {@link ToolRoutes} carries them over HTTP. Immutable;
 * tools run on the event loop of the caller.
 */
public final class ToolServerKit {
  private static final Logger LOG = LoggerFactory.getLogger(ToolServerKit.class);
  private static final List<String> VERSIONS =
      List.of("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05");

  private final String name;
  private final Map<String, Tool> tools = new LinkedHashMap<>();
  private final Map<String, Schema> schemas = new LinkedHashMap<>();

  /**
   * @param name of the server, one segment of its URL
   */
  public ToolServerKit(String name, List<Tool> served) {
    this.name = name;
    for (Tool tool : served) {
      if (tools.put(tool.name(), tool) != null) {
        throw new IllegalArgumentException("two tools are called " + tool.name());
      }
      schemas.put(tool.name(), Schema.compile(tool.inputSchema()));
    }
  }

  public String name() {
    return name;
  }

  /**
   * Takes one message.
   *
   * @return the answer; nothing for a notification; never fails
   */
  public Future<Optional<ObjectNode>> take(JsonNode message) {
    if (!message.has("id") && message.hasNonNull("method")) {
      return Future.succeededFuture(Optional.empty());
    }
    return Futures.attempt(this::result, message)
        .map(result -> Optional.of(answer(message).<ObjectNode>set("result", result)))
        .otherwise(failure -> Optional.of(refusal(message, failure)));
  }

  private Future<JsonNode> result(JsonNode message) {
    JsonNode params = message.path("params");
    return switch (message.path("method").asText()) {
      case "" -> throw new RpcError(RpcError.INVALID_REQUEST, "a request names a method");
      case "initialize" -> Future.succeededFuture(welcome(params));
      case "ping" -> Future.succeededFuture(Json.object());
      case "tools/list" -> Future.succeededFuture(list());
      case "tools/call" -> call(params);
      default ->
          throw new RpcError(
              RpcError.METHOD_NOT_FOUND, "not served: " + message.path("method").asText());
    };
  }

  private ObjectNode welcome(JsonNode params) {
    String asked = params.path("protocolVersion").asText();
    ObjectNode welcome =
        Json.object()
            .put("protocolVersion", VERSIONS.contains(asked) ? asked : VERSIONS.getFirst());
    welcome.putObject("capabilities").putObject("tools");
    welcome.putObject("serverInfo").put("name", "ktsu-" + name).put("version", "0.1.0");
    return welcome;
  }

  private ObjectNode list() {
    ObjectNode list = Json.object();
    ArrayNode entries = list.putArray("tools");
    for (Tool tool : tools.values()) {
      ObjectNode entry =
          entries.addObject().put("name", tool.name()).put("description", tool.description());
      entry.set("inputSchema", tool.inputSchema());
      entry
          .putObject("annotations")
          .put("readOnlyHint", tool.effect() == Tool.Effect.READS)
          .put("idempotentHint", tool.effect() != Tool.Effect.WRITES);
    }
    return list;
  }

  private Future<JsonNode> call(JsonNode params) {
    String wanted = params.path("name").asText();
    Tool tool = tools.get(wanted);
    Schema schema = schemas.get(wanted);
    if (tool == null || schema == null) {
      throw new RpcError(RpcError.INVALID_PARAMS, "there is no tool \"" + wanted + "\"");
    }
    JsonNode given = params.path("arguments");
    JsonNode arguments = given.isObject() ? given : Json.object();
    List<Violation> violations = schema.check(arguments);
    if (!violations.isEmpty()) {
      return Future.succeededFuture(new ToolResult.Failure(sentence(violations)).wire());
    }
    return Futures.attempt(tool.work(), arguments)
        .otherwise(failure -> failed(tool, failure))
        .map(ToolResult::wire);
  }

  private static String sentence(List<Violation> violations) {
    return violations.stream()
        .map(Violation::toString)
        .collect(Collectors.joining("; ", "invalid arguments: ", ""));
  }

  /** The model learns that it failed, the log why. */
  private ToolResult failed(Tool tool, Throwable failure) {
    LOG.error("tool {} of {} failed", tool.name(), name, failure);
    return new ToolResult.Failure("the tool failed");
  }

  private static ObjectNode answer(JsonNode message) {
    ObjectNode answer = Json.object().put("jsonrpc", "2.0");
    answer.set("id", message.path("id").isMissingNode() ? null : message.get("id"));
    return answer;
  }

  private static ObjectNode refusal(JsonNode message, Throwable failure) {
    int code = failure instanceof RpcError known ? known.code() : -32603;
    ObjectNode answer = answer(message);
    answer.putObject("error").put("code", code).put("message", failure.getMessage());
    return answer;
  }
}
