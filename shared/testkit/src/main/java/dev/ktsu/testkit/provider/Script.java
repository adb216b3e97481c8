package dev.ktsu.testkit.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What one model answers, in order; the last entry is repeated. Each method appends one entry,
 * unless it says that it changes the latest.
 */
public final class Script {
  private static final int TOKENS_IN = 10;
  private static final int TOKENS_OUT = 5;

  private final WireFormat format;
  private final String model;
  private final List<Function<JsonNode, Scripted>> entries = new ArrayList<>();
  private int next;

  private Script(WireFormat format, String model) {
    this.format = format;
    this.model = model;
  }

  static Script openai(String model) {
    return new Script(WireFormat.OPENAI, model);
  }

  static Script anthropic(String model) {
    return new Script(WireFormat.ANTHROPIC, model);
  }

  static Scripted unknown(JsonNode asked) {
    String message = "The model `" + asked.path("model").asText() + "` does not exist";
    ObjectNode body = Json.object();
    body.putObject("error").put("code", "model_not_found").put("message", message);
    return Scripted.of(404, Json.bytes(body));
  }

  /** A text, with 10 tokens in and 5 out. */
  public Script answers(String text) {
    return answers(text, TOKENS_IN, TOKENS_OUT);
  }

  /** A text that is this JSON value. */
  public Script answers(JsonNode value) {
    return answers(Json.text(value));
  }

  /** A text and what it used. */
  public Script answers(String text, int tokensIn, int tokensOut) {
    return thenBody(format.text(model, text, tokensIn, tokensOut));
  }

  /** A call of a tool; {@code arguments} is the JSON text as the model wrote it. */
  public Script callsTool(String id, String tool, String arguments) {
    return thenBody(format.toolCall(model, id, tool, arguments, TOKENS_IN, TOKENS_OUT));
  }

  /** A 200 with exactly this body. */
  public Script thenBody(JsonNode body) {
    return add(Scripted.of(200, Json.bytes(body)));
  }

  /** A 200 with a body that need not be JSON. */
  public Script thenText(String body) {
    return add(Scripted.of(200, body.getBytes(StandardCharsets.UTF_8)));
  }

  /** An error in the provider's form; {@code code} is OpenAI's code, Anthropic's type. */
  public Script thenStatus(int status, String code, String message) {
    return add(Scripted.of(status, Json.bytes(format.error(code, message))));
  }

  /** An error with exactly this body. */
  public Script thenStatus(int status, JsonNode body) {
    return add(Scripted.of(status, Json.bytes(body)));
  }

  /** The connection ends without an answer. */
  public Script thenReset() {
    return add(Scripted.of(Scripted.Outcome.RESET));
  }

  /** No answer ever. */
  public Script thenHang() {
    return add(Scripted.of(Scripted.Outcome.HANG));
  }

  /**
   * Whatever {@code rule} writes, into a script of its own, for the body of a request. It is called
   * for each request, on the event loop of the provider.
   */
  public Script plays(BiConsumer<JsonNode, Script> rule) {
    return add(
        asked -> {
          Script own = new Script(format, model);
          rule.accept(asked, own);
          return own.next(asked);
        });
  }

  /** Adds a header to the latest entry. */
  public Script header(String name, String value) {
    return change(entry -> entry.with(name, value));
  }

  /** Delays the latest entry. */
  public Script after(long millis) {
    return change(entry -> entry.after(millis));
  }

  Scripted next(JsonNode asked) {
    return nextEntry().apply(asked);
  }

  private synchronized Function<JsonNode, Scripted> nextEntry() {
    if (entries.isEmpty()) {
      throw new IllegalStateException("the script of " + model + " is empty");
    }
    return entries.get(Math.min(next++, entries.size() - 1));
  }

  private Script add(Scripted entry) {
    return add(asked -> entry);
  }

  private synchronized Script add(Function<JsonNode, Scripted> entry) {
    entries.add(entry);
    return this;
  }

  private synchronized Script change(UnaryOperator<Scripted> change) {
    int latest = entries.size() - 1;
    entries.set(latest, entries.get(latest).andThen(change));
    return this;
  }
}
