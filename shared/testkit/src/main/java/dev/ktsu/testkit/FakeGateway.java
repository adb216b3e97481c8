package dev.ktsu.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.PriceList;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An LLM gateway that plays a script, one line a call, and keeps what it was asked. */
public final class FakeGateway {
  private final Queue<Consumer<HttpServerResponse>> script = new ConcurrentLinkedQueue<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final AtomicInteger aborted = new AtomicInteger();
  private final FakeServer server;
  private volatile @Nullable PriceList prices;

  private FakeGateway(Vertx vertx, boolean http2) {
    server = FakeServer.start(vertx, this::take, 0, http2);
  }

  public static FakeGateway start(Vertx vertx) {
    return new FakeGateway(vertx, true);
  }

  /** One that speaks HTTP/1.1 alone, as peers written in other languages do. */
  public static FakeGateway startHttp1(Vertx vertx) {
    return new FakeGateway(vertx, false);
  }

  /** One request, as it came. */
  public record Call(JsonNode body, MultiMap headers, HttpVersion version) {}

  /** Serves these prices from now on; without any it keeps no budgets, as Go's gateway. */
  public FakeGateway charges(PriceList list) {
    prices = list;
    return this;
  }

  /** The next call is answered with this text. */
  public FakeGateway says(String content) {
    return answers(answer(content));
  }

  /** The next call is answered with these tool calls, ids {@code call-1}, {@code call-2}, …. */
  public FakeGateway wants(ToolCallOf... tools) {
    ObjectNode answer = answer("");
    var list = answer.putArray("tool_calls");
    for (int i = 0; i < tools.length; i++) {
      ObjectNode call = list.addObject().put("id", "call-" + (i + 1)).put("name", tools[i].name);
      call.set("arguments", Json.parse(tools[i].arguments));
    }
    return answers(answer);
  }

  /** A tool call, arguments as JSON text. */
  public record ToolCallOf(String name, String arguments) {}

  /** The next call is answered with 200 and this body. */
  public FakeGateway answers(JsonNode body) {
    script.add(response -> FakeServer.reply(response, 200, body));
    return this;
  }

  /** The next call is refused with the contract's error body. */
  public FakeGateway refuses(int status, String error, String message, boolean retryable) {
    ObjectNode body =
        Json.object().put("error", error).put("message", message).put("retryable", retryable);
    return refuses(status, body);
  }

  /** The next call is refused as the leg's limit is too low for it. */
  public FakeGateway needs(double usd) {
    ObjectNode body = Json.object().put("error", "budget_exceeded").put("message", "too dear");
    body.put("retryable", false).put("attempts", 0).put("needs_usd", usd);
    return refuses(402, body);
  }

  /** The next call is refused with this body. */
  public FakeGateway refuses(int status, JsonNode body) {
    script.add(response -> FakeServer.reply(response, status, body));
    return this;
  }

  /** The next call is answered with a status and plain text. */
  public FakeGateway breaks(int status, String text) {
    script.add(response -> response.setStatusCode(status).end(text));
    return this;
  }

  /** The next call is never answered. */
  public FakeGateway hangs() {
    script.add(response -> {});
    return this;
  }

  /** The usual 200: model {@code fake/model}, 10 tokens in, 5 out, a tenth of a cent. */
  public static ObjectNode answer(String content) {
    return Json.object()
        .put("content", content)
        .put("model_resolved", "fake/model")
        .put("tokens_in", 10)
        .put("tokens_out", 5)
        .put("cost_usd", 0.001);
  }

  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /** The body of call {@code index}, from 0. */
  public JsonNode asked(int index) {
    return calls.get(index).body();
  }

  /** How many calls the caller broke off. */
  public int aborted() {
    return aborted.get();
  }

  public String url() {
    return server.url();
  }

  public void stop() {
    server.stop();
  }

  private void take(HttpServerRequest request) {
    if (request.path().equals("/health")) {
      FakeServer.reply(request.response(), 200, Json.object().put("status", "ok"));
      return;
    }
    if (request.path().equals("/prices")) {
      PriceList list = prices;
      FakeServer.reply(
          request.response(), list == null ? 404 : 200, list == null ? Json.object() : list);
      return;
    }
    HttpServerResponse response = request.response();
    response.exceptionHandler(reset -> {});
    response.closeHandler(
        closed -> {
          if (!response.ended()) {
            aborted.incrementAndGet();
          }
        });
    request.body().onSuccess(body -> play(request, body));
  }

  private void play(HttpServerRequest request, Buffer body) {
    calls.add(new Call(Json.parse(body.getBytes()), request.headers(), request.version()));
    Consumer<HttpServerResponse> line = script.poll();
    if (line == null) {
      FakeServer.reply(
          request.response(),
          500,
          Json.object().put("error", "internal_error").put("message", "the script is over"));
    } else {
      line.accept(request.response());
    }
  }
}
