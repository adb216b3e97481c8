package dev.ktsu.runtime.leg;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Fault;
import dev.ktsu.contracts.wire.Spend;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.futures.Backoff;
import dev.ktsu.futures.Cancellation;
import dev.ktsu.futures.Deadline;
import dev.ktsu.futures.Retry;
import dev.ktsu.http.client.CallFailure;
import dev.ktsu.runtime.leg.LegLoop.Time;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Asks the orchestrator for a higher limit of a leg. While other legs hold what is left of the
 * budget it waits and asks again: their ends set some of it free.
 */
public final class Grants {
  private static final Backoff PAUSE = new Backoff(100, 1.5, 5_000, 0.3);
  private static final long POST_MILLIS = 10_000;

  /** A leg without a deadline of its own does not wait longer for others. */
  private static final long LONGEST_MILLIS = 3_600_000;

  private final OrchestratorLine line;
  private final Time time;
  private final long silenceMillis;

  /**
   * @param silenceMillis after which an orchestrator that does not answer is given up
   */
  public Grants(OrchestratorLine line, Time time, long silenceMillis) {
    this.line = line;
    this.time = time;
    this.silenceMillis = silenceMillis;
  }

  /**
   * Asks until there is an answer. Nothing may be spent meanwhile: others may get what is left.
   *
   * @return the new limit; fails with a {@link Fault} {@code budget_exceeded} when none is given,
   *     with {@link Reports.Closed}, or when the leg is over
   */
  Future<Usd> ask(Leg leg, String url, Spend.Ask ask, Cancellation cancellation) {
    Buffer body = Buffer.buffer(Json.bytes(ask));
    Patience patience = new Patience();
    return Retry.call(
            time.timers(),
            patience::pauseAfter,
            () -> line.ask(leg, url, body, POST_MILLIS, cancellation))
        .map(answer -> Json.read(answer.getBytes(), Spend.Limit.class).limitUsd())
        .recover(failure -> Future.failedFuture(told(failure, ask.needsUsd())));
  }

  private static boolean isBusy(Throwable failure) {
    return failure instanceof Acknowledgement.Missing missing && missing.code() == Code.BUDGET_BUSY;
  }

  private static Throwable told(Throwable failure, Usd needs) {
    if (isBusy(failure)) {
      return exceeded(needs, "other steps of the run held what is left of the budget for too long");
    }
    return switch (failure) {
      case Acknowledgement.Missing missing ->
          switch (missing.status()) {
            case 402 -> exceeded(needs, "its budget has less left");
            case 403, 404, 409 -> new Reports.Closed(missing.status());
            default -> unheard(missing);
          };
      case CallFailure call when call.kind() != CallFailure.Kind.CANCELLED -> unheard(call);
      default -> failure;
    };
  }

  private static Fault exceeded(Usd needs, String why) {
    return new Fault(
        Code.BUDGET_EXCEEDED,
        402,
        Code.BUDGET_EXCEEDED.word(),
        "budget_exceeded: the step needs " + needs + " in all; " + why,
        "Raise cost_budget_usd of the workflow or of the agent.");
  }

  private static Fault unheard(Throwable failure) {
    return new Fault(
        Code.PEER_UNAVAILABLE,
        503,
        "spend grant unavailable",
        "the orchestrator did not say whether more may be spent: " + failure.getMessage(),
        "Start the step again once the orchestrator is back.");
  }

  /** How long one question is asked: each answer shows that the orchestrator is there. */
  private final class Patience {
    private final Deadline last = Deadline.in(time.clock(), LONGEST_MILLIS);
    private Deadline silence = Deadline.in(time.clock(), silenceMillis);

    OptionalLong pauseAfter(Throwable failure, int failed) {
      long pause = PAUSE.millisAfter(failed, () -> ThreadLocalRandom.current().nextDouble());
      if (isBusy(failure)) {
        silence = Deadline.in(time.clock(), silenceMillis);
        long asked = ((Acknowledgement.Missing) failure).retryAfterMillis();
        return within(last, Math.max(pause, asked));
      }
      return switch (failure) {
        case Acknowledgement.Missing missing when missing.mayComeLater() -> within(silence, pause);
        case CallFailure call when call.kind() != CallFailure.Kind.CANCELLED ->
            within(silence, pause);
        default -> OptionalLong.empty();
      };
    }

    private OptionalLong within(Deadline deadline, long pause) {
      return pause < deadline.left(time.clock()) ? OptionalLong.of(pause) : OptionalLong.empty();
    }
  }
}
