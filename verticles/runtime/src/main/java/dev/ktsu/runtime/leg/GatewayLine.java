package dev.ktsu.runtime.leg;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.wire.PriceList;
import dev.ktsu.futures.Cancellation;
import dev.ktsu.futures.Timers;
import dev.ktsu.http.client.CallFailure;
import dev.ktsu.http.client.Exchange;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the gateway and what it says of itself: HTTP/2 where it is spoken, so that
 * thousands of waiting calls share a few sockets, else HTTP/1.1; and its prices, where it has any.
 * Asked by the first call and again after the gateway was away: a client that falls back by itself
 * would keep to as few connections as HTTP/2 needs, and most calls would wait in its queue. Belongs
 * to one event loop.
 */
public final class GatewayLine {
  private static final long PROBE_MILLIS = 10_000;
  private static final long ANSWER_BYTES_MAX = 4 << 20;

  private final String url;
  private final HttpClient shared;
  private final HttpClient single;
  private final Timers timers;
  private final Peers peers;
  private @Nullable Future<Peer> asked;

  /**
   * @param url of the gateway, without a slash at its end
   * @param shared carries many calls on one connection
   * @param single carries one
   */
  public GatewayLine(String url, HttpClient shared, HttpClient single, Timers timers, Peers peers) {
    this.url = url;
    this.shared = shared;
    this.single = single;
    this.timers = timers;
    this.peers = peers;
  }

  Timers timers() {
    return timers;
  }

  /**
   * What is known of the gateway.
   *
   * @param prices null where it serves none: then it keeps no budgets either
   */
  private record Peer(HttpClient client, @Nullable PriceList prices) {}

  /** The line for one call, and the prices that it is made at. */
  record Open(Exchange.Line line, @Nullable PriceList prices) {}

  Future<Open> open(Cancellation cancellation) {
    if (asked == null || asked.failed()) {
      asked = probe();
    }
    return asked.map(
        peer -> new Open(new Exchange.Line(peer.client(), timers, cancellation), peer.prices()));
  }

  /** A gateway that was away may be another one when it is back. */
  void noteFailure(Throwable failure) {
    if (failure instanceof CallFailure call
        && (call.kind() == CallFailure.Kind.NOT_SENT || call.kind() == CallFailure.Kind.LOST)) {
      asked = null;
    }
  }

  private Future<Peer> probe() {
    return Exchange.send(
        new Exchange.Line(shared, timers, Cancellation.never()),
        peers.get(url + "/prices"),
        Buffer::buffer,
        PROBE_MILLIS,
        response ->
            Exchange.body(response, ANSWER_BYTES_MAX)
                .map(
                    body ->
                        new Peer(
                            response.version() == HttpVersion.HTTP_2 ? shared : single,
                            response.statusCode() == 200 ? prices(body) : null)));
  }

  private static @Nullable PriceList prices(Buffer body) {
    try {
      return Json.read(body.getBytes(), PriceList.class);
    } catch (InvalidInput noPrices) {
      return null;
    }
  }
}
