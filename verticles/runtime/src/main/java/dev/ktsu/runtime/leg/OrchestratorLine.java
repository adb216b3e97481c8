package dev.ktsu.runtime.leg;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.futures.Cancellation;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.futures.FaultPoints.Point;
import dev.ktsu.futures.Timers;
import dev.ktsu.http.client.Exchange;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;

/**
 * The way to the orchestrator.
 *
 * @param faults stand before each post and behind each acknowledgement
 */
public record OrchestratorLine(Peers peers, HttpClient client, Timers timers, FaultPoints faults) {

  /** What is posted, and the places where a test may interrupt it. */
  enum Kind {
    CHECKPOINT(Point.BEFORE_CHECKPOINT, Point.AFTER_CHECKPOINT),
    INTENT(Point.BEFORE_INTENT, Point.AFTER_INTENT),
    CALLBACK(Point.BEFORE_CALLBACK, Point.AFTER_CALLBACK);

    private final Point before;
    private final Point after;

    Kind(Point before, Point after) {
      this.before = before;
      this.after = after;
    }
  }

  /** One thing to tell, as often as it takes. */
  record Parcel(Kind kind, String url, Buffer body) {
    static Parcel of(Kind kind, String url, Object content) {
      return new Parcel(kind, url, Buffer.buffer(Json.bytes(content)));
    }
  }

  /**
   * Posts once.
   *
   * @return the answer when it was acknowledged; fails with {@link Acknowledgement.Missing} or a
   *     {@link dev.ktsu.http.client.CallFailure}
   */
  Future<Buffer> post(Leg leg, Parcel parcel, long millis, Cancellation cancellation) {
    faults.at(parcel.kind().before);
    return ask(leg, parcel.url(), parcel.body(), millis, cancellation)
        .map(
            acknowledged -> {
              faults.at(parcel.kind().after);
              return acknowledged;
            });
  }

  /** Posts a question once; as {@link #post}. */
  Future<Buffer> ask(Leg leg, String url, Buffer body, long millis, Cancellation cancellation) {
    return Exchange.send(
        new Exchange.Line(client, timers, cancellation),
        peers.post(url, leg.trace()),
        () -> body,
        millis,
        Acknowledgement::read);
  }
}
