package dev.ktsu.gateway;

import static dev.ktsu.gateway.TestGateway.done;
import static dev.ktsu.gateway.TestGateway.request;
import static dev.ktsu.gateway.TestGateway.yaml;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.futures.Timers;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.provider.FakeProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.junit5.VertxExtension;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Retries, deadlines, limits and callers that go away. */
@ExtendWith(VertxExtension.class)
class RetryTest {
  private Vertx vertx;
  private FakeProvider provider;

  @BeforeEach
  void start(Vertx vertx) {
    this.vertx = vertx;
    provider = done(FakeProvider.start(vertx));
  }

  @AfterEach
  void stop() {
    done(provider.stop());
  }

  @Test
  void aPassingFailureIsTriedAgainOnTheSameModel() {
    provider.openai("a").thenStatus(503, "x", "busy").header("retry-after-ms", "1").answers("ok");
    provider.openai("b").answers("never");
    try (TestGateway gateway = start(Map.of(), "p/a", "p/b")) {
      TestGateway.Answer answer = gateway.invoke(request("hi"));

      assertEquals("ok", answer.json().path("content").asText());
      assertEquals(2, answer.json().path("attempts").asInt());
    }
  }

  @Test
  @Case("G15-04")
  void triesAreLimitedAndCounted() {
    provider.openai("a").thenStatus(429, "x", "slow down").header("retry-after-ms", "1");
    try (TestGateway gateway = start(Map.of("KTSU_PROVIDER_TRIES_MAX", "2"), "p/a")) {
      TestGateway.Answer answer = gateway.invoke(request("hi"));

      assertEquals(502, answer.status());
      assertEquals("provider_error", answer.json().path("error").asText());
      assertTrue(answer.json().path("retryable").asBoolean());
      assertEquals(2, answer.json().path("attempts").asInt());
      assertEquals(2, provider.requests().size());
    }
  }

  @Test
  void aFinalFailureIsNotTriedAgain() {
    provider.openai("a").thenStatus(400, "x", "no");
    try (TestGateway gateway = start(Map.of(), "p/a")) {
      assertEquals(1, gateway.invoke(request("hi")).json().path("attempts").asInt());
      assertEquals(1, provider.requests().size());
    }
  }

  @Test
  void aWaitBeyondTheDeadlineIsPassedOnAtOnce() {
    provider.openai("a").thenStatus(429, "x", "slow down").header("retry-after", "40");
    try (TestGateway gateway = start(Map.of(), "p/a").sending("X-Ktsu-Deadline-Ms", "15000")) {
      TestGateway.Answer answer = gateway.invoke(request("hi"));

      assertEquals(1, answer.json().path("attempts").asInt());
      assertEquals("40", answer.http().getHeader("Retry-After"));
    }
  }

  @Test
  void theDeadlineOfTheRequestCutsTheCall() {
    provider.openai("a").thenHang();
    try (TestGateway gateway = start(Map.of(), "p/a").sending("X-Ktsu-Deadline-Ms", "50")) {
      TestGateway.Answer answer = gateway.invoke(request("hi"));

      assertEquals(502, answer.status());
      assertTrue(answer.json().path("retryable").asBoolean());
      awaitAbandoned(1);
    }
  }

  @Test
  void theTimeoutOfTheGatewayCutsTheCall() {
    provider.openai("a").thenHang();
    try (TestGateway gateway = start(Map.of("KTSU_PROVIDER_TIMEOUT_MS", "50"), "p/a")) {
      assertEquals(502, gateway.invoke(request("hi")).status());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpVersion.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void aCallerThatGoesAwayCutsTheCall(HttpVersion version) {
    provider.openai("a").thenHang();
    HttpClient client = vertx.createHttpClient(new HttpClientOptions().setProtocolVersion(version));
    try (TestGateway gateway = start(Map.of(), "p/a")) {
      HttpClientRequest call =
          done(client.request(HttpMethod.POST, gateway.port(), "127.0.0.1", "/invoke"));
      call.send(request("hi").toString());
      awaitRequests(1);

      call.reset();

      awaitAbandoned(1);
    }
  }

  @Test
  void aCallerThatGoesAwayBetweenTriesFreesItsPlaceAndIsNotServed() {
    provider.openai("a").thenStatus(429, "x", "slow down").header("retry-after-ms", "200");
    try (TestGateway gateway = start(Map.of("KTSU_GATEWAY_CALLS_MAX", "1"), "p/a")) {
      HttpClientRequest call =
          done(
              vertx
                  .createHttpClient()
                  .request(HttpMethod.POST, gateway.port(), "127.0.0.1", "/invoke"));
      call.send(request("hi").toString());
      awaitRequests(1);

      call.reset();

      await(() -> gateway.get("/metrics").text().contains("calls_in_flight 0.0"));
      done(Timers.of(vertx).pause(400));
      assertEquals(1, provider.requests().size());
    }
  }

  @Test
  void oneCallTooManyIsRefusedAtOnce() {
    provider.openai("a").thenHang();
    try (TestGateway gateway = start(Map.of("KTSU_GATEWAY_CALLS_MAX", "1"), "p/a")) {
      HttpClientRequest first =
          done(
              vertx
                  .createHttpClient()
                  .request(HttpMethod.POST, gateway.port(), "127.0.0.1", "/invoke"));
      first.send(request("hi").toString());
      awaitRequests(1);

      TestGateway.Answer refused = gateway.invoke(request("hi"));

      assertEquals(429, refused.status());
      assertEquals("busy", refused.json().path("error").asText());
      assertTrue(refused.json().path("retryable").asBoolean());
      first.reset();
    }
  }

  @Test
  void stoppingLetsACallUnderWayEnd() {
    provider.openai("a").answers("late").after(300);
    TestGateway gateway = start(Map.of(), "p/a");
    Future<Buffer> call =
        vertx
            .createHttpClient()
            .request(HttpMethod.POST, gateway.port(), "127.0.0.1", "/invoke")
            .compose(ready -> ready.send(request("hi").toString()))
            .compose(HttpClientResponse::body);
    awaitRequests(1);

    gateway.close();

    assertTrue(done(call).toString().contains("late"));
  }

  private void awaitRequests(int count) {
    await(() -> provider.requests().size() >= count);
  }

  private void awaitAbandoned(int count) {
    await(() -> provider.abandoned() >= count);
  }

  /** Asks every few milliseconds until it holds. */
  private void await(BooleanSupplier condition) {
    for (int tries = 0; tries < 2_000 && !condition.getAsBoolean(); tries++) {
      done(Timers.of(vertx).pause(5));
    }
    assertTrue(condition.getAsBoolean());
  }

  private TestGateway start(Map<String, String> environment, String... models) {
    return TestGateway.start(vertx, yaml("openai", provider.url(), models), environment);
  }
}
