package dev.ktsu.runtime.leg;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Transient;
import dev.ktsu.contracts.wire.Checkpoint;
import dev.ktsu.contracts.wire.CheckpointAnswer;
import dev.ktsu.contracts.wire.Intent;
import dev.ktsu.futures.Backoff;
import dev.ktsu.futures.Cancellation;
import dev.ktsu.futures.Deadline;
import dev.ktsu.futures.Retry;
import dev.ktsu.http.client.CallFailure;
import dev.ktsu.runtime.leg.LegLoop.Time;
import dev.ktsu.runtime.leg.OrchestratorLine.Kind;
import dev.ktsu.runtime.leg.OrchestratorLine.Parcel;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the orchestrator what a leg under way has done or is about to do, and waits to be heard.
 */
public final class Reports {
  private static final Logger LOG = LoggerFactory.getLogger(Reports.class);
  private static final Backoff PAUSE = new Backoff(100, 2, 5_000, 0.2);
  private static final long POST_MILLIS = 10_000;

  private final OrchestratorLine line;
  private final Time time;
  private final long waitMillis;
  private final Meters meters;

  /**
   * @param waitMillis after which a report is given up
   */
  public Reports(OrchestratorLine line, Time time, long waitMillis, Meters meters) {
    this.line = line;
    this.time = time;
    this.waitMillis = waitMillis;
    this.meters = meters;
  }

  /**
   * Has a turn kept; a refusal for good counts as one that nobody keeps.
   *
   * @param url null where nobody keeps turns
   * @return the acknowledgement, or nothing when it is not kept; fails with {@link Closed}, or when
   *     the leg is over
   */
  Future<Optional<CheckpointAnswer>> checkpoint(
      @Nullable String url, Leg leg, Checkpoint checkpoint, Cancellation cancellation) {
    if (url == null) {
      return Future.succeededFuture(Optional.empty());
    }
    return post(leg, Parcel.of(Kind.CHECKPOINT, url, checkpoint), cancellation)
        .map(Reports::acknowledged)
        .recover(
            failure -> {
              if (isFinal(failure)) {
                return Future.failedFuture(failure);
              }
              LOG.warn(
                  "{} goes on from turn {} without its checkpoint: {}",
                  leg.address(),
                  checkpoint.turn(),
                  failure.getMessage());
              return Future.succeededFuture(Optional.empty());
            });
  }

  /**
   * Announces an effectful call.
   *
   * @param url null where nobody wants to know
   * @return succeeds when the call may be made; fails with {@link Closed}, with a {@link Transient}
   *     when nobody has heard, or when the leg is over
   */
  Future<Void> intent(@Nullable String url, Leg leg, Intent intent, Cancellation cancellation) {
    if (url == null) {
      return Future.succeededFuture();
    }
    return post(leg, Parcel.of(Kind.INTENT, url, intent), cancellation)
        .recover(
            failure -> Future.failedFuture(isFinal(failure) ? failure : unheard(intent, failure)))
        .mapEmpty();
  }

  /** Peers that know of nothing to say acknowledge with any body. */
  private static Optional<CheckpointAnswer> acknowledged(Buffer body) {
    try {
      return Optional.of(Json.read(body.getBytes(), CheckpointAnswer.class));
    } catch (InvalidInput other) {
      return Optional.of(CheckpointAnswer.EMPTY);
    }
  }

  private Future<Buffer> post(Leg leg, Parcel report, Cancellation cancellation) {
    Deadline last = Deadline.in(time.clock(), waitMillis);
    return Retry.call(
        time.timers(),
        (failure, failed) -> pauseAfter(failure, failed, last.left(time.clock())),
        () -> {
          long millis = Math.max(1, Math.min(POST_MILLIS, last.left(time.clock())));
          return line.post(leg, report, millis, cancellation)
              .recover(failure -> Future.failedFuture(told(failure)));
        });
  }

  private OptionalLong pauseAfter(Throwable failure, int failed, long left) {
    meters.unreported();
    long pause = PAUSE.millisAfter(failed, () -> ThreadLocalRandom.current().nextDouble());
    boolean isInVain =
        isFinal(failure)
            || failure instanceof Acknowledgement.Missing missing && !missing.mayComeLater();
    return isInVain || pause >= left ? OptionalLong.empty() : OptionalLong.of(pause);
  }

  private static boolean isFinal(Throwable failure) {
    return failure instanceof Closed
        || failure instanceof CallFailure call && call.kind() == CallFailure.Kind.CANCELLED;
  }

  private static Transient unheard(Intent intent, Throwable failure) {
    return new Transient(
        Code.INTENT_UNACKNOWLEDGED,
        503,
        "intent unacknowledged",
        "tool "
            + intent.tool()
            + " was not called, as the orchestrator did not acknowledge the call: "
            + failure.getMessage(),
        "Start the step again once the orchestrator is back.",
        Duration.ofSeconds(5));
  }

  private static Throwable told(Throwable failure) {
    return failure instanceof Acknowledgement.Missing missing
        ? switch (missing.status()) {
          case 403, 404, 409 -> new Closed(missing.status());
          default -> missing;
        }
        : failure;
  }

  /** The orchestrator has closed the leg: whatever it still does is in vain. */
  static final class Closed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Closed(int status) {
      super("the orchestrator has closed the leg (" + status + ")", null, false, false);
    }
  }
}
