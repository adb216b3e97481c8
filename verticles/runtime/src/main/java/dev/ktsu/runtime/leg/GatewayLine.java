package dev.ktsu.runtime.leg;

import dev.ktsu.futures.Cancellation;
import dev.ktsu.futures.Timers;
import dev.ktsu.http.client.CallFailure;
import dev.ktsu.http.client.Exchange;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the gateway: HTTP/2 where it is spoken, so that thousands of waiting calls
 * share a few sockets, else HTTP/1.1. Asked by the first call and again after the gateway was away:
 * a client that falls back by itself would keep to as few connections as HTTP/2 needs, and most
 * calls would wait in its queue. Belongs to one event loop.
 */
public final class GatewayLine {
  private static final long PROBE_MILLIS = 10_000;
  private static final long ANSWER_BYTES_MAX = 64 << 10;

  private final String url;
  private final HttpClient shared;
  private final HttpClient single;
  private final Timers timers;
  private @Nullable Future<HttpClient> spoken;

  /**
   * @param url of the gateway, without a slash at its end
   * @param shared carries many calls on one connection
   * @param single carries one
   */
  public GatewayLine(String url, HttpClient shared, HttpClient single, Timers timers) {
    this.url = url;
    this.shared = shared;
    this.single = single;
    this.timers = timers;
  }

  Timers timers() {
    return timers;
  }

  /** The line for one call. */
  Future<Exchange.Line> open(Cancellation cancellation) {
    if (spoken == null || spoken.failed()) {
      spoken = probe();
    }
    return spoken.map(client -> new Exchange.Line(client, timers, cancellation));
  }

  /** A gateway that was away may be another one when it is back. */
  void noteFailure(Throwable failure) {
    if (failure instanceof CallFailure call && call.kind() == CallFailure.Kind.NOT_SENT) {
      spoken = null;
    }
  }

  private Future<HttpClient> probe() {
    RequestOptions health =
        new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(url + "/health");
    return Exchange.send(
        new Exchange.Line(shared, timers, Cancellation.never()),
        health,
        Buffer::buffer,
        PROBE_MILLIS,
        response ->
            Exchange.body(response, ANSWER_BYTES_MAX)
                .map(body -> response.version() == HttpVersion.HTTP_2 ? shared : single));
  }
}
