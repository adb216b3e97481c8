package dev.ktsu.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntBiFunction;
import java.util.function.ToIntFunction;

/** Receives webhooks, keeps them, and answers as told. */
public final class WebhookSink {
  private final Vertx vertx;
  private final FakeServer server;
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private volatile ToIntBiFunction<Integer, Call> status = (n, call) -> 200;
  private volatile long delayMillis;
  private volatile String body = "not JSON";
  private volatile Map<String, String> headers = Map.of();

  private WebhookSink(Vertx vertx) {
    this.vertx = vertx;
    this.server = FakeServer.start(vertx, this::take);
  }

  public static WebhookSink start(Vertx vertx) {
    return new WebhookSink(vertx);
  }

  /** One call; {@code body} is what was sent. */
  public record Call(String method, String path, MultiMap headers, String text) {
    public JsonNode body() {
      return Json.parse(text);
    }
  }

  /** Answers every call with this status. */
  public WebhookSink answers(int code) {
    return answers(n -> code);
  }

  /** Answers call n (from 1) with what {@code of} gives. */
  public WebhookSink answers(IntUnaryOperator of) {
    status = (n, call) -> of.applyAsInt(n);
    return this;
  }

  /** Answers each call by what is in it. */
  public WebhookSink answersBy(ToIntFunction<Call> of) {
    status = (n, call) -> of.applyAsInt(call);
    return this;
  }

  /** Answers later. */
  public WebhookSink after(long millis) {
    delayMillis = millis;
    return this;
  }

  /** The {@code Location} of redirects. */
  public WebhookSink redirectsTo(String url) {
    return with("Location", url);
  }

  /** Answers with this body. */
  public WebhookSink says(String text) {
    body = text;
    return this;
  }

  /** Answers with this header. */
  public WebhookSink with(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    headers = more;
    return this;
  }

  /** The calls so far. */
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  public String url() {
    return server.url();
  }

  public void stop() {
    server.stop();
  }

  private void take(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              Call call =
                  new Call(
                      request.method().name(), request.uri(), request.headers(), body.toString());
              calls.add(call);
              int code = status.applyAsInt(calls.size(), call);
              headers.forEach(request.response()::putHeader);
              String said = this.body;
              Runnable answer = () -> request.response().setStatusCode(code).end(said);
              if (delayMillis == 0) {
                answer.run();
              } else {
                vertx.setTimer(delayMillis, late -> answer.run());
              }
            });
  }
}
