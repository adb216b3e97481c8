package dev.ktsu.orchestrator.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.http.sse.SseEvent;
import dev.ktsu.http.sse.SseResponse;
import dev.ktsu.http.sse.SseWriter;
import dev.ktsu.orchestrator.kernel.Event;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.view.EventView;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader of a run's journal. Whatever wakes it, it reads the store on from the last event that
 * it has sent, a page at a time and one read at a time: so there is no gap, no repeat and no other
 * order, and nothing is held in memory but what waits for the reader.
 */
final class EventStream {
  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
  private static final Buffer PING = SseWriter.comment("ping");
  private static final int PAGE = 100;
  private static final int PIECE_BYTES = 16 << 10;
  private static final int PING_SECONDS = 15;

  /** A full backlog of which nothing is taken for so long is not being read. */
  private static final int PATIENCE_SECONDS = 5;

  private final Shared shared;
  private final SseResponse response;
  private final RunId run;
  private long sent;
  private boolean reading;
  private boolean again;
  private boolean mayBeOver = true;
  private int seconds;
  private int idleSeconds;
  private long takenBefore;

  /**
   * What all streams have in common.
   *
   * @param backlogBytesMax nothing is read while so much waits for a reader
   */
  record Shared(RunEngine engine, RunStore store, int backlogBytesMax) {}

  /**
   * @param after the last event that the reader has
   * @param seconds where in the beat of its heart it begins, so that not all beat at once
   */
  EventStream(Shared shared, SseResponse response, RunId run, long after, int seconds) {
    this.shared = shared;
    this.response = response;
    this.run = run;
    this.sent = after;
    this.seconds = seconds % PING_SECONDS;
    response.onTaken(this::resume);
  }

  RunId run() {
    return run;
  }

  /** Succeeds when either side has closed it. */
  Future<Void> closed() {
    return response.closed();
  }

  /** Sends what the store has more, unless that is under way, or the reader is behind. */
  void look() {
    again = true;
    resume();
  }

  /** Once a second: hints may be lost, and readers may be gone. */
  void everySecond() {
    if (isGivenUp()) {
      response.cut();
      return;
    }
    seconds++;
    if (seconds % PING_SECONDS == 0 && !isFull()) {
      response.write(PING);
    }
    look();
  }

  /** Ends it as it is; the reader can come back elsewhere with its last id. */
  void close() {
    response.end();
  }

  private void resume() {
    if (!again || reading || isFull() || !response.isOpen()) {
      return;
    }
    again = false;
    reading = true;
    shared
        .store()
        .journal(run, sent, PAGE)
        .compose(this::send)
        .onComplete(
            done -> {
              reading = false;
              resume();
            },
            this::failed);
  }

  private Future<Void> send(List<Recorded> page) {
    if (page.isEmpty()) {
      return mayBeOver ? endIfOver() : Future.succeededFuture();
    }
    Buffer piece = Buffer.buffer();
    for (Recorded recorded : page) {
      piece.appendBuffer(SseWriter.event(event(recorded)));
      if (piece.length() >= PIECE_BYTES) {
        response.write(piece);
        piece = Buffer.buffer();
      }
      sent = recorded.seq();
      mayBeOver |= recorded.event() instanceof Event.RunEnded;
    }
    if (piece.length() > 0) {
      response.write(piece);
    }
    again = true;
    return Future.succeededFuture();
  }

  private Future<Void> endIfOver() {
    return shared
        .engine()
        .state(run)
        .map(
            state -> {
              if (state.head() > sent) {
                again = true;
              } else if (state.isSettled()) {
                response.write(SseWriter.event(end(state)));
                response.end();
              } else {
                mayBeOver = state.state().isTerminal();
              }
              return null;
            });
  }

  private SseEvent event(Recorded recorded) {
    ObjectNode data = EventView.of(run, recorded);
    return new SseEvent(
        data.get("type").textValue(), Json.text(data), Long.toString(recorded.seq()));
  }

  private SseEvent end(RunState state) {
    ObjectNode data = Json.object();
    data.put("run_id", run.toString());
    data.put("type", "end");
    data.put("status", state.state().runStatus());
    data.put("state", state.state().inner());
    return new SseEvent("end", Json.text(data), "");
  }

  private boolean isFull() {
    return response.waiting() >= shared.backlogBytesMax();
  }

  private boolean isGivenUp() {
    boolean idle = isFull() && response.taken() == takenBefore;
    takenBefore = response.taken();
    idleSeconds = idle ? idleSeconds + 1 : 0;
    return idleSeconds >= PATIENCE_SECONDS;
  }

  private void failed(Throwable failure) {
    LOG.atWarn()
        .addKeyValue("run", run)
        .log("an event stream ends early: {}", failure.getMessage());
    response.end();
  }
}
