package dev.ktsu.gateway.provider.simulated;

import static dev.ktsu.gateway.provider.ProviderContract.call;
import static dev.ktsu.gateway.provider.ProviderContract.done;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.wire.GatewayRequest.ToolSpec;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.futures.Timers;
import dev.ktsu.gateway.price.Usage;
import dev.ktsu.gateway.provider.Completion;
import dev.ktsu.gateway.provider.ModelCall;
import dev.ktsu.gateway.provider.Provider;
import dev.ktsu.gateway.provider.ProviderContract;
import dev.ktsu.gateway.provider.TestProviders;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class SimulatedTest implements ProviderContract {
  private static final ModelCall HI = call(List.of(Message.user("hi")), List.of(), null);

  private Vertx vertx;

  @BeforeEach
  void start(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public Provider answering() {
    return provider(Map.of());
  }

  @Override
  public Provider callingATool() {
    return provider(Map.of("call_tools", "each_once", "latency_ms", "1"));
  }

  @Override
  public Future<Completion> failing() {
    JsonNode impossible = Json.parse("{\"type\":\"strin\"}");
    return provider(Map.of()).complete(call(List.of(Message.user("hi")), List.of(), impossible));
  }

  private Provider provider(Map<String, String> settings) {
    return new Simulated(TestProviders.config(settings), Timers.of(vertx));
  }

  @Test
  void withoutSchemaTheAnswerIsAnEmptyObject() {
    assertEquals("{}", done(provider(Map.of()).complete(HI)).content());
  }

  @Test
  void aFixedTextAndFixedTokensAreTaken() {
    Provider provider = provider(Map.of("text", "ok", "tokens_in", "0", "tokens_out", "9"));

    Completion answer = done(provider.complete(HI));

    assertEquals("ok", answer.content());
    assertEquals(new Usage(0, 0, 0, 9), answer.usage());
  }

  @Test
  void everyOfferedToolIsCalledOnceWithFittingArguments() {
    Provider provider = provider(Map.of("call_tools", "each_once"));
    List<ToolSpec> tools = List.of(new ToolSpec("a", null, SCHEMA), new ToolSpec("b", null, null));

    Completion answer = done(provider.complete(call(List.of(Message.user("go")), tools, null)));

    assertEquals(
        "[{\"id\":\"sim_1\",\"name\":\"a\",\"arguments\":{\"n\":0}},"
            + "{\"id\":\"sim_2\",\"name\":\"b\",\"arguments\":{}}]",
        Json.text(answer.toolCalls()));
  }

  @Test
  void theSameRequestGetsTheSameAnswer() {
    Provider provider = provider(Map.of());

    assertEquals(done(provider.complete(HI)), done(provider.complete(HI)));
  }

  @Test
  void aSchemaThatCannotBeMetIsTheCallersError() {
    InvalidInput refused = assertThrows(InvalidInput.class, () -> done(failing()));

    assertTrue(refused.getMessage().contains("output_schema: /: "), refused.getMessage());
  }

  @Test
  void anUnknownWayOfCallingToolsIsRefused() {
    assertThrows(InvalidInput.class, () -> provider(Map.of("call_tools", "twice")));
  }
}
