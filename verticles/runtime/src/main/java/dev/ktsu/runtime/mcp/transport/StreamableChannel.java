package dev.ktsu.runtime.mcp.transport;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.problems.Fault;
import dev.ktsu.futures.Cancellation;
import dev.ktsu.http.client.CallFailure;
import dev.ktsu.http.client.Exchange;
import dev.ktsu.http.sse.SseEvent;
import dev.ktsu.http.sse.SseParser;
import dev.ktsu.runtime.mcp.protocol.McpFailure;
import dev.ktsu.runtime.mcp.protocol.Rpc;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.nio.charset.StandardCharsets;

/** Streamable HTTP: each request is a POST whose answer is JSON or a short event stream. */
final class StreamableChannel implements Channel {
  /** How long a stream may stay open once it has given its answer. */
  private static final long LINGER_MILLIS = 1_000;

  private final Wire wire;
  private final Post post;
  private long lastId;
  private boolean isOpen = true;

  StreamableChannel(Wire wire, ServerAddress address) {
    this.wire = wire;
    this.post = new Post(wire, address, address.target());
  }

  @Override
  public Future<JsonNode> request(String method, JsonNode params, Cancellation cancellation) {
    long id = ++lastId;
    return post.send(
            Rpc.request(id, method, params),
            wire.limits().callMillis(),
            cancellation,
            response -> answer(method, id, response))
        .onFailure(failure -> react(id, failure));
  }

  @Override
  public Future<Void> notify(String method, JsonNode params) {
    return post.tell(method, Rpc.notification(method, params));
  }

  @Override
  public void settle(String version) {
    post.settle(version);
  }

  @Override
  public boolean isOpen() {
    return isOpen;
  }

  @Override
  public boolean isStateful() {
    return post.hasSession();
  }

  @Override
  public Future<Void> close() {
    isOpen = false;
    return post.delete();
  }

  private void react(long id, Throwable failure) {
    if (failure instanceof McpFailure.SessionLost) {
      isOpen = false;
    } else if (failure instanceof CallFailure call
        && (call.kind() == CallFailure.Kind.LATE || call.kind() == CallFailure.Kind.CANCELLED)) {
      // A closed connection means nothing to the server; only this notification does.
      post.callOff(id);
    }
  }

  private Future<JsonNode> answer(String method, long id, HttpClientResponse response) {
    if (!Post.isSuccess(response)) {
      return post.refusal(method, response);
    }
    if (method.equals("initialize")) {
      post.join(response.getHeader(Post.SESSION_HEADER));
    }
    Answer answer = new Answer(method, id);
    String type = response.getHeader("Content-Type");
    if (type != null && type.startsWith("text/event-stream")) {
      listen(response, answer);
      return answer.promise.future();
    }
    return Exchange.body(response, wire.limits().bytesMax())
        .compose(
            body -> {
              answer.take(body.getBytes());
              answer.end();
              return answer.promise.future();
            });
  }

  private void listen(HttpClientResponse response, Answer answer) {
    SseParser parser = new SseParser(wire.limits().bytesMax());
    response.handler(chunk -> answer.take(parser, chunk));
    response.exceptionHandler(broken -> answer.promise.tryFail(CallFailure.lost(broken)));
    var ended = Promise.<Void>promise();
    response.endHandler(
        end -> {
          answer.end();
          ended.tryComplete();
        });
    answer
        .promise
        .future()
        .onComplete(
            given -> {
              var patience = wire.timers().after(LINGER_MILLIS, () -> response.request().reset());
              ended.future().onSuccess(end -> patience.cancel());
            });
  }

  /** The wait for the answer to one request, among whatever else the server says meanwhile. */
  private final class Answer {
    private final String method;
    private final long id;
    private final Promise<JsonNode> promise = Promise.promise();

    Answer(String method, long id) {
      this.method = method;
      this.id = id;
    }

    void take(SseParser parser, Buffer chunk) {
      if (promise.future().isComplete()) {
        return;
      }
      try {
        for (SseEvent event : parser.feed(chunk)) {
          // Servers begin a stream with an event that has an id and nothing else.
          if (!event.data().isBlank()) {
            take(event.data().getBytes(StandardCharsets.UTF_8));
          }
        }
      } catch (Fault tooLarge) {
        promise.tryFail(CallFailure.tooLarge(wire.limits().bytesMax()));
      }
    }

    void take(byte[] messages) {
      try {
        Rpc.read(messages).forEach(this::take);
      } catch (McpFailure.Broken broken) {
        promise.tryFail(broken);
      }
    }

    private void take(Rpc.Message message) {
      switch (message) {
        case Rpc.Result result when result.id() == id -> promise.tryComplete(result.result());
        case Rpc.Failure failure when failure.id() == id || failure.id() == 0 ->
            promise.tryFail(new McpFailure.Refused(method, failure.code(), failure.message()));
        case Rpc.Call call -> post.reply(call);
        case Rpc.Result other -> {}
        case Rpc.Failure other -> {}
        case Rpc.Notice progress -> {}
      }
    }

    void end() {
      promise.tryFail(new McpFailure.Broken("the server ended its answer without a result"));
    }
  }
}
