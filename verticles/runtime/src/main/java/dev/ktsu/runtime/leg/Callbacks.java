package dev.ktsu.runtime.leg;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.CallbackPayload;
import dev.ktsu.futures.Backoff;
import dev.ktsu.futures.Cancellation;
import dev.ktsu.futures.Deadline;
import dev.ktsu.futures.Retry;
import dev.ktsu.http.client.CallFailure;
import dev.ktsu.runtime.leg.LegLoop.Time;
import dev.ktsu.runtime.outbox.LeftOver;
import dev.ktsu.runtime.outbox.Outbox;
import dev.ktsu.runtime.outbox.Parcel;
import dev.ktsu.runtime.outbox.Slip;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts results until they are acknowledged: without end those that the outbox keeps, others for an
 * hour.
 */
public final class Callbacks {
  private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);
  private static final Backoff PAUSE = new Backoff(250, 2, 30_000, 0.2);
  private static final long LONGEST_MILLIS = 3_600_000;
  private static final long POST_MILLIS = 30_000;

  private final OrchestratorLine line;
  private final Outbox outbox;
  private final Time time;
  private final Meters meters;

  public Callbacks(OrchestratorLine line, Outbox outbox, Time time, Meters meters) {
    this.line = line;
    this.outbox = outbox;
    this.time = time;
    this.meters = meters;
  }

  /**
   * Keeps a result, then delivers it.
   *
   * @return always succeeds: with the acknowledgement, or when there is no more point in trying,
   *     which is logged
   */
  Future<Void> deliver(Leg leg, CallbackPayload payload, Cancellation cancellation) {
    Buffer body = Buffer.buffer(Json.bytes(payload));
    return outbox
        .keep(new Parcel(leg.address(), body))
        .compose(slip -> bring(leg, body, slip, cancellation));
  }

  /** Delivers what a former process has kept; see {@link #deliver}. */
  Future<Void> deliver(Leg leg, LeftOver leftOver, Cancellation cancellation) {
    return bring(leg, leftOver.parcel().body(), leftOver.slip(), cancellation);
  }

  private Future<Void> bring(Leg leg, Buffer body, Slip slip, Cancellation cancellation) {
    Deadline last = Deadline.in(time.clock(), LONGEST_MILLIS);
    Retry retry =
        new Retry(
            time.timers(),
            PAUSE,
            Integer.MAX_VALUE,
            failure -> isWorthAnotherTry(failure) && (slip.isKept() || !last.isOver(time.clock())));
    return retry
        .call(() -> post(leg, body, cancellation))
        .transform(
            posted -> posted.succeeded() ? slip.remove() : giveUp(leg, slip, posted.cause()));
  }

  private Future<Void> post(Leg leg, Buffer body, Cancellation cancellation) {
    var result =
        new OrchestratorLine.Parcel(
            OrchestratorLine.Kind.CALLBACK, leg.address().callbackUrl(), body);
    return line.post(leg, result, POST_MILLIS, cancellation)
        .onFailure(failed -> meters.unacknowledged())
        .mapEmpty();
  }

  private static boolean isWorthAnotherTry(Throwable failure) {
    return switch (failure) {
      case Acknowledgement.Missing missing -> missing.mayComeLater();
      case CallFailure call -> call.kind() != CallFailure.Kind.CANCELLED;
      default -> false;
    };
  }

  private Future<Void> giveUp(Leg leg, Slip slip, Throwable failure) {
    if (failure instanceof CallFailure call && call.kind() == CallFailure.Kind.CANCELLED) {
      return slip.remove();
    }
    meters.lost();
    LOG.atError()
        .addKeyValue("run", leg.address().runId())
        .addKeyValue("step", leg.address().stepId())
        .addKeyValue("leg", leg.address().leg())
        .log("the result of a leg could not be delivered: {}", failure.getMessage());
    return slip.putAside();
  }
}
