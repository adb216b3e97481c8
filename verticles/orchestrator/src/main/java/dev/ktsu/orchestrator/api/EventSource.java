package dev.ktsu.orchestrator.api;

import dev.ktsu.http.sse.SseEvent;
import io.vertx.core.Future;
import java.util.List;

/**
 * Where the events of a stream come from: it knows which were given last, and goes on from there.
 */
interface EventSource {
  /** What follows. Not called again before it is answered. */
  Future<Page> next();

  /** The id to come back with, where the last event's own is not the best; empty for none. */
  String place();

  /** What comes after a page. */
  enum Then {
    /** There may be more already. */
    MORE,
    /** Nothing now. */
    LATER,
    /** Nothing any more. */
    OVER
  }

  record Page(List<SseEvent> events, Then then) {
    public Page {
      events = List.copyOf(events);
    }
  }
}
