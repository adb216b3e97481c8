package dev.ktsu.testkit.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;

/** The answers of a provider as they stand on the wire. */
enum WireFormat {
  OPENAI {
    @Override
    ObjectNode text(String model, String text, int tokensIn, int tokensOut) {
      ObjectNode message = Json.object().put("role", "assistant").put("content", text);
      return completion(model, message, "stop", tokensIn, tokensOut);
    }

    @Override
    ObjectNode toolCall(
        String model, String id, String tool, String arguments, int tokensIn, int tokensOut) {
      ObjectNode message = Json.object().put("role", "assistant").putNull("content");
      ObjectNode call = message.putArray("tool_calls").addObject();
      call.put("id", id).put("type", "function");
      call.putObject("function").put("name", tool).put("arguments", arguments);
      return completion(model, message, "tool_calls", tokensIn, tokensOut);
    }

    @Override
    ObjectNode error(String code, String message) {
      ObjectNode body = Json.object();
      body.putObject("error")
          .put("message", message)
          .put("type", code)
          .putNull("param")
          .put("code", code);
      return body;
    }

    private ObjectNode completion(
        String model, ObjectNode message, String finish, int tokensIn, int tokensOut) {
      ObjectNode body = Json.object();
      body.put("id", "chatcmpl-fake")
          .put("object", "chat.completion")
          .put("created", 1_700_000_000);
      body.put("model", model);
      ObjectNode choice = body.putArray("choices").addObject();
      choice.put("index", 0).put("finish_reason", finish).set("message", message);
      body.putObject("usage")
          .put("prompt_tokens", tokensIn)
          .put("completion_tokens", tokensOut)
          .put("total_tokens", tokensIn + tokensOut);
      return body;
    }
  },
  ANTHROPIC {
    @Override
    ObjectNode text(String model, String text, int tokensIn, int tokensOut) {
      ObjectNode block = Json.object().put("type", "text").put("text", text);
      return message(model, block, "end_turn", tokensIn, tokensOut);
    }

    @Override
    ObjectNode toolCall(
        String model, String id, String tool, String arguments, int tokensIn, int tokensOut) {
      ObjectNode block = Json.object().put("type", "tool_use").put("id", id).put("name", tool);
      block.set("input", Json.parse(arguments));
      return message(model, block, "tool_use", tokensIn, tokensOut);
    }

    @Override
    ObjectNode error(String code, String message) {
      ObjectNode body = Json.object().put("type", "error").put("request_id", "req_fake");
      body.putObject("error").put("type", code).put("message", message);
      return body;
    }

    private ObjectNode message(
        String model, ObjectNode block, String stop, int tokensIn, int tokensOut) {
      ObjectNode body = Json.object();
      body.put("id", "msg_fake").put("type", "message").put("role", "assistant");
      body.put("model", model).put("stop_reason", stop).putNull("stop_sequence");
      body.putArray("content").add(block);
      body.putObject("usage").put("input_tokens", tokensIn).put("output_tokens", tokensOut);
      return body;
    }
  };

  abstract ObjectNode text(String model, String text, int tokensIn, int tokensOut);

  abstract ObjectNode toolCall(
      String model, String id, String tool, String arguments, int tokensIn, int tokensOut);

  abstract ObjectNode error(String code, String message);
}
