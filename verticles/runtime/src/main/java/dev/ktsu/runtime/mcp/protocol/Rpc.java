package dev.ktsu.runtime.mcp.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON-RPC 2.0 messages. */
public final class Rpc {
  public static final int METHOD_NOT_FOUND = -32601;
  public static final int INVALID_PARAMS = -32602;

  private Rpc() {}

  /** What a server may send. */
  public sealed interface Message permits Result, Failure, Call, Notice {}

  /** The answer to our request {@code id}. */
  public record Result(long id, JsonNode result) implements Message {}

  /** The refusal of our request {@code id}; 0 where the server could not name one. */
  public record Failure(long id, int code, String message) implements Message {}

  /** A request of the server; its id goes back untouched. */
  public record Call(JsonNode id, String method) implements Message {}

  /** Something that asks for no answer. */
  public record Notice(String method) implements Message {}

  public static ObjectNode request(long id, String method, JsonNode params) {
    return notification(method, params).put("id", id);
  }

  public static ObjectNode notification(String method, @Nullable JsonNode params) {
    ObjectNode message = Json.object().put("jsonrpc", "2.0").put("method", method);
    if (params != null) {
      message.set("params", params);
    }
    return message;
  }

  /** What we answer to a request of the server: {@code ping} is the only one we serve. */
  public static ObjectNode answer(Call call) {
    ObjectNode answer = Json.object().put("jsonrpc", "2.0");
    answer.set("id", call.id());
    if (call.method().equals("ping")) {
      answer.putObject("result");
    } else {
      answer
          .putObject("error")
          .put("code", METHOD_NOT_FOUND)
          .put("message", "this client does not serve " + call.method());
    }
    return answer;
  }

  /**
   * Reads one message, or a batch of them (allowed in revision 2025-03-26 alone).
   *
   * @throws McpFailure.Broken when it is no JSON-RPC
   */
  public static List<Message> read(byte[] utf8) throws McpFailure.Broken {
    JsonNode tree;
    try {
      tree = Json.parse(utf8);
    } catch (Problem malformed) {
      throw new McpFailure.Broken("the answer is not JSON");
    }
    List<Message> messages = new ArrayList<>();
    if (tree.isArray()) {
      for (JsonNode one : tree) {
        messages.add(message(one));
      }
    } else {
      messages.add(message(tree));
    }
    return messages;
  }

  private static Message message(JsonNode tree) throws McpFailure.Broken {
    JsonNode id = tree.path("id");
    if (tree.hasNonNull("method")) {
      String method = tree.get("method").asText();
      return id.isMissingNode() || id.isNull() ? new Notice(method) : new Call(id, method);
    }
    if (tree.hasNonNull("error")) {
      JsonNode error = tree.get("error");
      return new Failure(
          id.asLong(), error.path("code").asInt(), error.path("message").asText("no message"));
    }
    if (tree.has("result")) {
      return new Result(id.asLong(), tree.get("result"));
    }
    throw new McpFailure.Broken("the answer is not JSON-RPC");
  }
}
