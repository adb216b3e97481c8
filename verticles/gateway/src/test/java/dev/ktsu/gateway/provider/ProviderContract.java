package dev.ktsu.gateway.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.wire.GatewayRequest.ToolSpec;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.futures.Clock;
import dev.ktsu.gateway.budget.Charge;
import dev.ktsu.gateway.price.Price;
import dev.ktsu.schema.Schema;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every provider does, whatever its wire. */
public interface ProviderContract {
  JsonNode SCHEMA =
      Json.parse(
          "{\"type\":\"object\",\"required\":[\"n\"],\"properties\":{\"n\":{\"type\":\"integer\"}}}");

  /** A provider whose model answers {@code {"n":0}}. */
  Provider answering();

  /** A provider whose model first calls the tool {@code files.read} and then answers. */
  Provider callingATool();

  /** A call that cannot be served. */
  Future<Completion> failing();

  @Test
  default void anAnswerSatisfiesTheSchemaAndCountsItsTokens() {
    Completion answer = done(answering().complete(call(List.of(Message.user("hi")), List.of())));

    assertTrue(Schema.compile(SCHEMA).check(Json.parse(answer.content())).isEmpty());
    assertTrue(answer.usage().in() > 0, answer.usage().toString());
    assertTrue(answer.usage().out() > 0, answer.usage().toString());
    assertEquals(Completion.END, answer.stopReason());
    assertTrue(answer.toolCalls().isEmpty());
  }

  @Test
  default void aToolIsCalledByTheNameThatItWasOfferedUnder() {
    List<ToolSpec> tools = List.of(new ToolSpec("files.read", "Reads a file", SCHEMA));

    Completion answer = done(callingATool().complete(call(List.of(Message.user("go")), tools)));

    assertEquals(1, answer.toolCalls().size());
    assertEquals("files.read", answer.toolCalls().get(0).name());
    assertFalse(answer.toolCalls().get(0).id().isEmpty());
    assertEquals(Completion.TOOL_USE, answer.stopReason());
  }

  @Test
  default void theResultOfAToolLeadsToAnAnswer() {
    Provider provider = callingATool();
    List<ToolSpec> tools = List.of(new ToolSpec("files.read", null, null));
    List<Message> messages = new ArrayList<>(List.of(Message.user("go")));
    Completion first = done(provider.complete(call(messages, tools)));
    messages.add(
        new Message(Message.ASSISTANT, "", first.toolCalls(), null, false, List.of(), null));
    messages.add(Message.toolResult(first.toolCalls().get(0).id(), "content", false));

    Completion second = done(provider.complete(call(messages, tools)));

    assertTrue(second.toolCalls().isEmpty());
    assertEquals("{\"n\":0}", second.content());
  }

  @Test
  default void aFailureIsAProblem() {
    Future<Completion> failed = failing();

    assertThrows(Problem.class, () -> done(failed));
  }

  static ModelCall call(List<Message> messages, List<ToolSpec> tools) {
    return call(messages, tools, SCHEMA);
  }

  static ModelCall call(
      List<Message> messages, List<ToolSpec> tools, @Nullable JsonNode outputSchema) {
    Caller caller = new Caller(Clock.system(), 10_000);
    Charge charge = new Charge(Price.FREE, () -> Usd.ZERO);
    return new ModelCall("m", "standard", messages, 100, null, tools, outputSchema, caller, charge);
  }

  static <T> T done(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError("no outcome within 20 s", late);
    }
  }
}
