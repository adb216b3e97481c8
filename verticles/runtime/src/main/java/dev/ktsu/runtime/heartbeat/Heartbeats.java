package dev.ktsu.runtime.heartbeat;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.wire.Heartbeat;
import dev.ktsu.futures.Timers;
import dev.ktsu.http.client.Exchange;
import dev.ktsu.http.trace.TraceContext;
import dev.ktsu.runtime.leg.Legs;
import dev.ktsu.runtime.leg.Peers;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Beats to one orchestrator. */
public final class Heartbeats {
  static final long PERIOD_MILLIS = 5_000;
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);

  /** Below the period, so that beats never pile up. */
  private static final long BEAT_MILLIS = 4_000;

  private static final List<String> CAPABILITIES = List.of(Heartbeat.CHECKPOINT, Heartbeat.INTENT);

  private static final long ANSWER_BYTES_MAX = 4 << 20;

  private final String orchestrator;
  private final Identity identity;
  private final Legs legs;
  private final Peers peers;
  private final Exchange.Line line;
  private Timers.Cancellable beating = () -> {};
  private boolean isHeard = true;

  /**
   * @param orchestrator its URL, without a slash at its end
   */
  public Heartbeats(
      String orchestrator, Identity identity, Legs legs, Peers peers, Exchange.Line line) {
    this.orchestrator = orchestrator;
    this.identity = identity;
    this.legs = legs;
    this.peers = peers;
    this.line = line;
  }

  /** Beats at once and then every five seconds. */
  public void start() {
    beat();
    beating = line.timers().every(PERIOD_MILLIS, this::beat);
  }

  public void stop() {
    beating.cancel();
  }

  /**
   * One beat.
   *
   * @return always succeeds; a silent orchestrator is logged once
   */
  public Future<Void> beat() {
    return Exchange.send(
            line,
            peers.post(orchestrator + "/heartbeat", TraceContext.start()),
            () -> Buffer.buffer(Json.bytes(signOfLife())),
            BEAT_MILLIS,
            Heartbeats::read)
        .map(
            answer -> {
              heard();
              answer.abandon().forEach(legs::abandon);
              return (Void) null;
            })
        .otherwise(
            failure -> {
              unheard(failure);
              return null;
            });
  }

  private Heartbeat signOfLife() {
    return new Heartbeat(
        identity.id(),
        legs.active(),
        identity.boot(),
        identity.url(),
        legs.slots(),
        identity.labels(),
        legs.isDraining(),
        CAPABILITIES);
  }

  private static Future<Heartbeat.Answer> read(HttpClientResponse response) {
    int status = response.statusCode();
    return Exchange.body(response, ANSWER_BYTES_MAX)
        .compose(
            body ->
                status == 200
                    ? Future.succeededFuture(answerIn(body))
                    : Future.failedFuture(new IllegalStateException("it returned " + status)));
  }

  /** Orchestrators of older peers acknowledge without a body. */
  private static Heartbeat.Answer answerIn(Buffer body) {
    try {
      return Json.read(body.getBytes(), Heartbeat.Answer.class);
    } catch (InvalidInput nothingToAbandon) {
      return new Heartbeat.Answer(List.of());
    }
  }

  private void heard() {
    if (!isHeard) {
      isHeard = true;
      LOG.info("the orchestrator at {} hears this runtime again", orchestrator);
    }
  }

  private void unheard(Throwable failure) {
    if (isHeard) {
      isHeard = false;
      LOG.warn(
          "the orchestrator at {} does not hear this runtime: {}; trying every {} s",
          orchestrator,
          failure.getMessage(),
          PERIOD_MILLIS / 1_000);
    }
  }
}
