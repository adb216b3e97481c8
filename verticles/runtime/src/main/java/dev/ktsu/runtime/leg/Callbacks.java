package dev.ktsu.runtime.leg;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.CallbackPayload;
import dev.ktsu.futures.Backoff;
import dev.ktsu.futures.Cancellation;
import dev.ktsu.futures.Deadline;
import dev.ktsu.futures.Retry;
import dev.ktsu.http.client.CallFailure;
import dev.ktsu.http.client.Exchange;
import dev.ktsu.runtime.leg.LegLoop.Time;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts results until they are acknowledged, for at most an hour. */
public final class Callbacks {
  private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);
  private static final Backoff PAUSE = new Backoff(250, 2, 30_000, 0.2);
  private static final long LONGEST_MILLIS = 3_600_000;
  private static final long POST_MILLIS = 30_000;
  private static final long ANSWER_BYTES_MAX = 64 << 10;

  private final Peers peers;
  private final HttpClient client;
  private final Time time;
  private final Meters meters;

  public Callbacks(Peers peers, HttpClient client, Time time, Meters meters) {
    this.peers = peers;
    this.client = client;
    this.time = time;
    this.meters = meters;
  }

  /**
   * Delivers a result.
   *
   * @return always succeeds: with the acknowledgement, or when there is no more point in trying,
   *     which is logged
   */
  Future<Void> deliver(Leg leg, CallbackPayload payload, Cancellation cancellation) {
    Deadline last = Deadline.in(time.clock(), LONGEST_MILLIS);
    Buffer body = Buffer.buffer(Json.bytes(payload));
    Retry retry =
        new Retry(
            time.timers(),
            PAUSE,
            Integer.MAX_VALUE,
            failure -> isWorthAnotherTry(failure) && !last.isOver(time.clock()));
    return retry
        .call(() -> post(leg, body, cancellation))
        .otherwise(
            failure -> {
              giveUp(leg, failure);
              return null;
            });
  }

  private Future<Void> post(Leg leg, Buffer body, Cancellation cancellation) {
    return Exchange.<Void>send(
            new Exchange.Line(client, time.timers(), cancellation),
            peers.post(leg.request().callbackUrl(), leg.trace()),
            () -> body,
            POST_MILLIS,
            Callbacks::read)
        .onFailure(failed -> meters.unacknowledged());
  }

  private static Future<Void> read(HttpClientResponse response) {
    int status = response.statusCode();
    return Exchange.body(response, ANSWER_BYTES_MAX)
        .compose(
            body ->
                status / 100 == 2
                    ? Future.succeededFuture()
                    : Future.failedFuture(new Refused(status)));
  }

  private static boolean isWorthAnotherTry(Throwable failure) {
    return switch (failure) {
      case Refused refused ->
          refused.status >= 500 || refused.status == 408 || refused.status == 429;
      case CallFailure call -> call.kind() != CallFailure.Kind.CANCELLED;
      default -> false;
    };
  }

  private void giveUp(Leg leg, Throwable failure) {
    if (failure instanceof CallFailure call && call.kind() == CallFailure.Kind.CANCELLED) {
      return;
    }
    meters.lost();
    LOG.atError()
        .addKeyValue("run", leg.request().runId())
        .addKeyValue("step", leg.request().stepId())
        .addKeyValue("leg", leg.request().leg())
        .log("the result of a leg could not be delivered: {}", failure.getMessage());
  }

  /** The orchestrator's answer was no acknowledgement. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;

    Refused(int status) {
      super("the orchestrator returned " + status, null, false, false);
      this.status = status;
    }
  }
}
