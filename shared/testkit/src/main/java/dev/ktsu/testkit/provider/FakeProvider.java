package dev.ktsu.testkit.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A provider that answers as it was told, model by model, and remembers what it was asked.
 *
 * <pre>{@code
 * FakeProvider provider = FakeProvider.start(vertx).await();
 * provider.openai("gpt-4o").thenStatus(429, "rate_limit_exceeded", "slow down").answers("{}");
 * … base_url: provider.url() …
 * assertEquals(2, provider.requests().size());
 * }</pre>
 *
 * <p>A model without a script is unknown (404), as at a real provider. The last entry of a script
 * is repeated.
 */
public final class FakeProvider {
  private static final String OPENAI_PATH = "/chat/completions";
  private static final String ANTHROPIC_PATH = "/v1/messages";

  private final Vertx vertx;
  private final HttpServer server;
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger abandoned = new AtomicInteger();

  /**
   * One request as it came in.
   *
   * @param headers by lower-case name
   */
  public record Request(String path, Map<String, String> headers, JsonNode body) {}

  private FakeProvider(Vertx vertx) {
    this.vertx = vertx;
    this.server = vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0));
    server.requestHandler(this::serve);
  }

  /** Listens on a free port of 127.0.0.1. */
  public static Future<FakeProvider> start(Vertx vertx) {
    FakeProvider provider = new FakeProvider(vertx);
    return provider.server.listen().map(listening -> provider);
  }

  /** Stops listening and cuts every connection. */
  public Future<Void> stop() {
    return server.close();
  }

  /** The {@code base_url} for either type of provider, with or without {@code /v1} behind it. */
  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** What {@code model} answers to chat completions. */
  public Script openai(String model) {
    return scripts.computeIfAbsent(OPENAI_PATH + " " + model, key -> Script.openai(model));
  }

  /** What {@code model} answers to messages. */
  public Script anthropic(String model) {
    return scripts.computeIfAbsent(ANTHROPIC_PATH + " " + model, key -> Script.anthropic(model));
  }

  /** Everything that was asked, oldest first. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** The latest request; fails when there is none. */
  public Request lastRequest() {
    return requests.get(requests.size() - 1);
  }

  /** Requests whose client went away before the answer. */
  public int abandoned() {
    return abandoned.get();
  }

  private void serve(HttpServerRequest request) {
    request.response().exceptionHandler(gone -> {});
    request
        .body()
        .onSuccess(
            body -> {
              JsonNode asked = Json.parse(body.getBytes());
              requests.add(new Request(request.path(), headers(request), asked));
              String path = request.path().endsWith(OPENAI_PATH) ? OPENAI_PATH : request.path();
              Script script = scripts.get(path + " " + asked.path("model").asText());
              answer(request, script == null ? Script.unknown(asked) : script.next(asked));
            });
  }

  private void answer(HttpServerRequest request, Scripted scripted) {
    request.response().closeHandler(closed -> countIfAbandoned(request));
    if (scripted.outcome() == Scripted.Outcome.HANG) {
      return;
    }
    if (scripted.delayMillis() > 0) {
      vertx.setTimer(scripted.delayMillis(), due -> send(request, scripted));
    } else {
      send(request, scripted);
    }
  }

  private static void send(HttpServerRequest request, Scripted scripted) {
    if (request.response().closed()) {
      return;
    }
    if (scripted.outcome() == Scripted.Outcome.RESET) {
      request.connection().close();
      return;
    }
    request.response().setStatusCode(scripted.status());
    request.response().putHeader("Content-Type", "application/json");
    scripted.headers().forEach(request.response()::putHeader);
    request.response().end(Buffer.buffer(scripted.body()));
  }

  private void countIfAbandoned(HttpServerRequest request) {
    if (request.method() == HttpMethod.POST && !request.response().ended()) {
      abandoned.incrementAndGet();
    }
  }

  private static Map<String, String> headers(HttpServerRequest request) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    request.headers().forEach(headers::put);
    return headers;
  }
}
