package dev.ktsu.http.client;

import dev.ktsu.futures.Cancellation;
import dev.ktsu.futures.Futures;
import dev.ktsu.futures.Timers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, with a deadline over the whole of it and a way to call it off; both
 * reset the stream, so that nothing of it stays behind. The body is made when the connection is
 * there and is not kept. Belongs to one event loop.
 */
public final class Exchange<T> {
  private static final long CANCEL = 0x8;

  private final Promise<T> outcome = Promise.promise();
  private @Nullable HttpClientRequest request;

  private Exchange() {}

  /**
   * Sends a request.
   *
   * @param millis from now to the end of the answer
   * @param read takes the answer; its handlers must be set before it returns
   * @return what {@code read} gives; fails with a {@link CallFailure}, or with what {@code read}
   *     fails with
   */
  public static <T> Future<T> send(
      Line line,
      RequestOptions options,
      Supplier<Buffer> body,
      long millis,
      Function<HttpClientResponse, Future<T>> read) {
    Exchange<T> exchange = new Exchange<>();
    var timer = line.timers().after(millis, () -> exchange.abort(CallFailure.late(millis)));
    var registration = line.cancellation().onCancel(() -> exchange.abort(CallFailure.cancelled()));
    exchange.connect(line.client(), options, body, read);
    return exchange
        .outcome
        .future()
        .onComplete(
            ended -> {
              timer.cancel();
              registration.cancel();
            });
  }

  /**
   * The whole body of an answer.
   *
   * @return fails with a {@link CallFailure} of kind {@code TOO_LARGE} beyond {@code bytesMax}
   */
  public static Future<Buffer> body(HttpClientResponse response, long bytesMax) {
    Promise<Buffer> whole = Promise.promise();
    Buffer read = Buffer.buffer();
    response.handler(
        chunk -> {
          if (read.length() + (long) chunk.length() <= bytesMax) {
            read.appendBuffer(chunk);
          } else if (whole.tryFail(CallFailure.tooLarge(bytesMax))) {
            response.request().reset(CANCEL);
          }
        });
    response.exceptionHandler(broken -> whole.tryFail(CallFailure.lost(broken)));
    response.endHandler(end -> whole.tryComplete(read));
    return whole.future();
  }

  /** Reads an answer to its end and keeps nothing of its body. */
  public static Future<Void> ended(HttpClientResponse response) {
    response.handler(chunk -> {});
    return response.end().recover(broken -> Future.failedFuture(CallFailure.lost(broken)));
  }

  private void connect(
      HttpClient client,
      RequestOptions options,
      Supplier<Buffer> body,
      Function<HttpClientResponse, Future<T>> read) {
    if (outcome.future().isComplete()) {
      return;
    }
    Futures.attempt(client::request, options)
        .onComplete(
            connected -> transfer(connected, body, read),
            failure -> outcome.tryFail(CallFailure.notSent(failure)));
  }

  private void transfer(
      HttpClientRequest connected,
      Supplier<Buffer> body,
      Function<HttpClientResponse, Future<T>> read) {
    if (outcome.future().isComplete()) {
      connected.reset(CANCEL);
      return;
    }
    request = connected;
    Futures.attempt(Exchange::write, new Outgoing(connected, body))
        .recover(failure -> Future.failedFuture(CallFailure.lost(failure)))
        .compose(read)
        .onComplete(outcome::tryComplete, outcome::tryFail);
  }

  private static Future<HttpClientResponse> write(Outgoing outgoing) {
    Buffer bytes = outgoing.body.get();
    return bytes.length() == 0 ? outgoing.request.send() : outgoing.request.send(bytes);
  }

  private void abort(CallFailure why) {
    if (outcome.tryFail(why) && request != null) {
      request.reset(CANCEL);
    }
  }

  private record Outgoing(HttpClientRequest request, Supplier<Buffer> body) {}

  /**
   * What the exchanges of one task have in common.
   *
   * @param client with the habits of the peer
   * @param timers of the event loop
   * @param cancellation of the task
   */
  public record Line(HttpClient client, Timers timers, Cancellation cancellation) {}
}
