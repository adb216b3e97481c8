package dev.ktsu.testkit;

import dev.ktsu.contracts.json.Json;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.TimeUnit;

/** A listener of a test: HTTP/1.1 and h2c, a free port of loopback. */
public final class FakeServer {
  private static final long START_SECONDS = 10;

  private final HttpServer server;

  private FakeServer(HttpServer server) {
    this.server = server;
  }

  /** Starts it, from the test's thread. */
  public static FakeServer start(Vertx vertx, Handler<HttpServerRequest> handler) {
    return start(vertx, handler, 0, true);
  }

  /** Starts it on {@code port}, with or without h2c. */
  public static FakeServer start(
      Vertx vertx, Handler<HttpServerRequest> handler, int port, boolean http2) {
    HttpServerOptions options =
        new HttpServerOptions().setHost("127.0.0.1").setPort(port).setHttp2ClearTextEnabled(http2);
    try {
      return new FakeServer(
          vertx
              .createHttpServer(options)
              .requestHandler(handler)
              .listen()
              .await(START_SECONDS, TimeUnit.SECONDS));
    } catch (java.util.concurrent.TimeoutException late) {
      throw new AssertionError("the fake did not start", late);
    }
  }

  public int port() {
    return server.actualPort();
  }

  /** Its address, without a slash at the end. */
  public String url() {
    return "http://127.0.0.1:" + port();
  }

  /** Stops listening and drops every connection. */
  public void stop() {
    server.close().await();
  }

  /** Ends a response with a JSON value. */
  public static void reply(HttpServerResponse response, int status, Object json) {
    response
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(Buffer.buffer(Json.bytes(json)));
  }
}
