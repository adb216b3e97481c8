package dev.ktsu.orchestrator.api;

import dev.ktsu.http.sse.SseEvent;
import dev.ktsu.http.sse.SseResponse;
import dev.ktsu.http.sse.SseWriter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader of events. Whatever wakes it, it asks its source for what comes next, a page at a time
 * and one at a time: so there is no gap, no repeat and no other order, and nothing is held in
 * memory but what waits for the reader.
 */
final class EventStream {
  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
  private static final Buffer PING = SseWriter.comment("ping");
  private static final int PIECE_BYTES = 16 << 10;
  private static final int PING_SECONDS = 15;

  /** A full backlog of which nothing is taken for so long is not being read. */
  private static final int PATIENCE_SECONDS = 5;

  private final EventSource source;
  private final SseResponse response;
  private final int backlogBytesMax;
  private boolean reading;
  private boolean again;
  private int seconds;
  private int idleSeconds;
  private long takenBefore;

  /**
   * @param backlogBytesMax nothing is read while so much waits for the reader
   * @param seconds where in the beat of its heart it begins, so that not all beat at once
   */
  EventStream(EventSource source, SseResponse response, int backlogBytesMax, int seconds) {
    this.source = source;
    this.response = response;
    this.backlogBytesMax = backlogBytesMax;
    this.seconds = seconds % PING_SECONDS;
    response.onTaken(this::resume);
    mark();
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
      mark();
    }
    look();
  }

  /** Ends it as it is; the reader can come back elsewhere with its last id. */
  void close() {
    response.end();
  }

  /** Tells a reader that got no event for long where to come back to. */
  private void mark() {
    String place = source.place();
    if (!place.isEmpty()) {
      response.write(SseWriter.mark(place));
    }
  }

  private void resume() {
    if (!again || reading || isFull() || !response.isOpen()) {
      return;
    }
    again = false;
    reading = true;
    source
        .next()
        .onComplete(
            page -> {
              send(page);
              reading = false;
              resume();
            },
            this::failed);
  }

  private void send(EventSource.Page page) {
    Buffer piece = Buffer.buffer();
    for (SseEvent event : page.events()) {
      piece.appendBuffer(SseWriter.event(event));
      if (piece.length() >= PIECE_BYTES) {
        response.write(piece);
        piece = Buffer.buffer();
      }
    }
    if (piece.length() > 0) {
      response.write(piece);
    }
    switch (page.then()) {
      case MORE -> again = true;
      case LATER -> {}
      case OVER -> response.end();
    }
  }

  private boolean isFull() {
    return response.waiting() >= backlogBytesMax;
  }

  private boolean isGivenUp() {
    boolean idle = isFull() && response.taken() == takenBefore;
    takenBefore = response.taken();
    idleSeconds = idle ? idleSeconds + 1 : 0;
    return idleSeconds >= PATIENCE_SECONDS;
  }

  private void failed(Throwable failure) {
    LOG.warn("the stream of {} ends early: {}", source, failure.getMessage());
    response.end();
  }
}
