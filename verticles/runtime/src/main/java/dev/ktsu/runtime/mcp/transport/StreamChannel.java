package dev.ktsu.runtime.mcp.transport;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.problems.Fault;
import dev.ktsu.futures.Cancellation;
import dev.ktsu.futures.Timers;
import dev.ktsu.http.client.CallFailure;
import dev.ktsu.http.client.Exchange;
import dev.ktsu.http.sse.SseEvent;
import dev.ktsu.http.sse.SseParser;
import dev.ktsu.runtime.mcp.protocol.McpFailure;
import dev.ktsu.runtime.mcp.protocol.Rpc;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * HTTP with SSE, the transport of the first revision: a GET stream names the URL for POSTs in its
 * {@code endpoint} event and then carries the answers.
 */
final class StreamChannel implements Channel {
  private final Wire wire;
  private final ServerAddress address;
  private final SseParser parser;
  private final Map<Long, Promise<JsonNode>> pending = new HashMap<>();
  private final Promise<Channel> opened = Promise.promise();
  private @Nullable HttpClientRequest stream;
  private @Nullable Post post;
  private long lastId;

  private StreamChannel(Wire wire, ServerAddress address) {
    this.wire = wire;
    this.address = address;
    this.parser = new SseParser(wire.limits().bytesMax());
  }

  /**
   * Opens the stream at {@code url} and waits for its {@code endpoint}.
   *
   * @return fails when it is no such stream
   */
  static Future<Channel> open(Wire wire, ServerAddress address, URI url) {
    StreamChannel channel = new StreamChannel(wire, address);
    Timers.Cancellable timer =
        wire.timers()
            .after(
                Limits.HANDSHAKE_MILLIS,
                () -> channel.end(CallFailure.late(Limits.HANDSHAKE_MILLIS)));
    var options =
        wire.request(address, HttpMethod.GET, url).putHeader("Accept", "text/event-stream");
    wire.client()
        .request(options)
        .compose(
            request -> {
              channel.stream = request;
              if (channel.opened.future().isComplete()) {
                request.reset();
              }
              return request.send();
            })
        .onComplete(channel::listen, channel::end);
    return channel.opened.future().onComplete(settled -> timer.cancel());
  }

  @Override
  public Future<JsonNode> request(String method, JsonNode params, Cancellation cancellation) {
    Post poster = post;
    if (poster == null) {
      return Future.failedFuture(new McpFailure.SessionLost());
    }
    long id = ++lastId;
    Promise<JsonNode> answer = Promise.promise();
    pending.put(id, answer);
    long millis = wire.limits().callMillis();
    var timer = wire.timers().after(millis, () -> answer.tryFail(CallFailure.late(millis)));
    var registration = cancellation.onCancel(() -> answer.tryFail(CallFailure.cancelled()));
    poster
        .send(
            Rpc.request(id, method, params),
            millis,
            cancellation,
            response -> acknowledged(poster, method, response))
        .onFailure(answer::tryFail);
    return answer
        .future()
        .recover(failure -> Future.failedFuture(named(method, failure)))
        .onComplete(
            ended -> {
              pending.remove(id);
              timer.cancel();
              registration.cancel();
            })
        .onFailure(failure -> react(poster, id, failure));
  }

  @Override
  public Future<Void> notify(String method, JsonNode params) {
    return post == null
        ? Future.failedFuture(new McpFailure.SessionLost())
        : post.tell(method, Rpc.notification(method, params));
  }

  @Override
  public void settle(String version) {
    if (post != null) {
      post.settle(version);
    }
  }

  @Override
  public boolean isOpen() {
    return post != null;
  }

  @Override
  public boolean isStateful() {
    return true;
  }

  @Override
  public Future<Void> close() {
    end(CallFailure.cancelled());
    return Future.succeededFuture();
  }

  private void listen(HttpClientResponse response) {
    response.exceptionHandler(broken -> end(CallFailure.lost(broken)));
    String type = response.getHeader("Content-Type");
    if (response.statusCode() != 200 || type == null || !type.startsWith("text/event-stream")) {
      end(new McpFailure.BadStatus("connect", response.statusCode()));
      return;
    }
    response.handler(this::take);
    response.endHandler(closed -> end(new McpFailure.Broken("the server closed its stream")));
  }

  private void take(Buffer chunk) {
    try {
      parser.feed(chunk).forEach(this::take);
    } catch (Fault tooLarge) {
      end(CallFailure.tooLarge(wire.limits().bytesMax()));
    }
  }

  private void take(SseEvent event) {
    switch (event.name()) {
      case "endpoint" -> begin(event.data());
      case "message" -> {
        try {
          Rpc.read(event.data().getBytes(StandardCharsets.UTF_8)).forEach(this::take);
        } catch (McpFailure.Broken broken) {
          end(broken);
        }
      }
      default -> {
        // Servers may invent events; the protocol knows these two.
      }
    }
  }

  private void take(Rpc.Message message) {
    switch (message) {
      case Rpc.Result result -> {
        Promise<JsonNode> answer = pending.get(result.id());
        if (answer != null) {
          answer.tryComplete(result.result());
        }
      }
      case Rpc.Failure failure -> {
        Promise<JsonNode> answer = pending.get(failure.id());
        if (answer != null) {
          answer.tryFail(new McpFailure.Refused("", failure.code(), failure.message()));
        }
      }
      case Rpc.Call call -> {
        if (post != null) {
          post.reply(call);
        }
      }
      case Rpc.Notice progress -> {}
    }
  }

  private void begin(String endpoint) {
    if (opened.future().isComplete()) {
      return;
    }
    try {
      URI target = address.url().resolve(endpoint.strip());
      if (target.getHost() != null && address.hasOriginOf(target)) {
        post = new Post(wire, address, target);
        opened.complete(this);
        return;
      }
    } catch (IllegalArgumentException noUrl) {
      // Told below, as any other endpoint that cannot be used.
    }
    end(new McpFailure.Broken("the server names an endpoint that is not its own"));
  }

  /** The answer comes on the stream; some servers give it here as well. */
  private Future<Void> acknowledged(Post poster, String method, HttpClientResponse response) {
    if (!Post.isSuccess(response)) {
      return poster.refusal(method, response);
    }
    return Exchange.body(response, wire.limits().bytesMax())
        .map(
            body -> {
              takeDirect(body);
              return null;
            });
  }

  private void takeDirect(Buffer body) {
    if (body.length() > 0 && body.getByte(0) == '{') {
      try {
        Rpc.read(body.getBytes()).forEach(this::take);
      } catch (McpFailure.Broken acknowledgementOnly) {
        // The answer is still to come on the stream.
        return;
      }
    }
  }

  private void react(Post poster, long id, Throwable failure) {
    if (failure instanceof McpFailure.SessionLost) {
      end(failure);
    } else if (failure instanceof CallFailure call
        && (call.kind() == CallFailure.Kind.LATE || call.kind() == CallFailure.Kind.CANCELLED)
        && isOpen()) {
      poster.callOff(id);
    }
  }

  private void end(Throwable why) {
    post = null;
    opened.tryFail(why);
    List.copyOf(pending.values()).forEach(answer -> answer.tryFail(lost(why)));
    if (stream != null) {
      stream.reset();
    }
  }

  private static Throwable lost(Throwable why) {
    return why instanceof CallFailure ? why : CallFailure.lost(why);
  }

  private static Throwable named(String method, Throwable failure) {
    return failure instanceof McpFailure.Refused refused
        ? new McpFailure.Refused(method, refused.code(), refused.reason())
        : failure;
  }
}
