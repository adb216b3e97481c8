package dev.ktsu.runtime.mcp.transport;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.futures.Cancellation;
import dev.ktsu.futures.Detached;
import dev.ktsu.http.client.Exchange;
import dev.ktsu.runtime.mcp.protocol.McpFailure;
import dev.ktsu.runtime.mcp.protocol.Rpc;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Posts messages to one URL, with the headers that the session has come to. */
final class Post {
  static final String SESSION_HEADER = "Mcp-Session-Id";
  private static final String VERSION_HEADER = "MCP-Protocol-Version";
  private static final int ERROR_BYTES_MAX = 64 << 10;

  private final Wire wire;
  private final ServerAddress address;
  private final URI target;
  private @Nullable String session;
  private @Nullable String version;

  Post(Wire wire, ServerAddress address, URI target) {
    this.wire = wire;
    this.address = address;
    this.target = target;
  }

  void settle(String settledVersion) {
    version = settledVersion;
  }

  void join(@Nullable String sessionId) {
    session = sessionId;
  }

  boolean hasSession() {
    return session != null;
  }

  /** Sends one message; {@code read} takes the answer, whatever its status. */
  <T> Future<T> send(
      JsonNode message,
      long millis,
      Cancellation cancellation,
      Function<HttpClientResponse, Future<T>> read) {
    return Exchange.send(
        new Exchange.Line(wire.client(), wire.timers(), cancellation),
        options(HttpMethod.POST),
        () -> Buffer.buffer(Json.bytes(message)),
        millis,
        read);
  }

  /** Sends what has no result. */
  Future<Void> tell(String method, JsonNode message) {
    return send(
        message,
        Limits.HANDSHAKE_MILLIS,
        Cancellation.never(),
        response ->
            isSuccess(response)
                ? Exchange.body(response, ERROR_BYTES_MAX).mapEmpty()
                : refusal(method, response));
  }

  /** Answers a request of the server; what becomes of the answer is its own affair. */
  void reply(Rpc.Call call) {
    Detached.run("answer " + call.method(), tell(call.method(), Rpc.answer(call)));
  }

  /** Tells the server that the result of a request is no longer wanted. */
  void callOff(long id) {
    JsonNode params =
        Json.object().put("requestId", id).put("reason", "the caller no longer waits");
    String method = "notifications/cancelled";
    Detached.run("cancel tool request", tell(method, Rpc.notification(method, params)));
  }

  /** Ends the session; a server that cannot is none the worse. */
  Future<Void> delete() {
    if (session == null) {
      return Future.succeededFuture();
    }
    return Exchange.<Void>send(
            new Exchange.Line(wire.client(), wire.timers(), Cancellation.never()),
            options(HttpMethod.DELETE),
            Buffer::buffer,
            Limits.HANDSHAKE_MILLIS,
            response -> Exchange.body(response, ERROR_BYTES_MAX).mapEmpty())
        .otherwiseEmpty();
  }

  static boolean isSuccess(HttpClientResponse response) {
    return response.statusCode() / 100 == 2;
  }

  /** The failure that an answer without success stands for. */
  <T> Future<T> refusal(String method, HttpClientResponse response) {
    int status = response.statusCode();
    return Exchange.body(response, ERROR_BYTES_MAX)
        .compose(body -> Future.failedFuture(failure(method, status, body)));
  }

  private McpFailure failure(String method, int status, Buffer body) {
    Rpc.@Nullable Failure error = rpcFailure(body);
    if (isSessionLoss(status, body, error != null)) {
      return new McpFailure.SessionLost();
    }
    return error == null || method.equals("initialize")
        ? new McpFailure.BadStatus(method, status)
        : new McpFailure.Refused(method, error.code(), error.message());
  }

  /** 404 by the book; servers of the field also say 400, with or without a word about sessions. */
  private boolean isSessionLoss(int status, Buffer body, boolean isRpc) {
    String text = body.toString().toLowerCase(Locale.ROOT);
    boolean namesSession = text.contains("session") || text.contains("not initialized");
    return switch (status) {
      case 404 -> session != null;
      case 400 -> namesSession || session != null && !isRpc;
      default -> false;
    };
  }

  private static Rpc.@Nullable Failure rpcFailure(Buffer body) {
    try {
      return Rpc.read(body.getBytes()).stream()
          .filter(Rpc.Failure.class::isInstance)
          .map(Rpc.Failure.class::cast)
          .findFirst()
          .orElse(null);
    } catch (McpFailure.Broken noRpc) {
      return null;
    }
  }

  private RequestOptions options(HttpMethod method) {
    RequestOptions options = wire.request(address, method, target);
    options.putHeader("Content-Type", "application/json");
    options.putHeader("Accept", "application/json, text/event-stream");
    if (version != null) {
      options.putHeader(VERSION_HEADER, version);
    }
    if (session != null) {
      options.putHeader(SESSION_HEADER, session);
    }
    return options;
  }
}
