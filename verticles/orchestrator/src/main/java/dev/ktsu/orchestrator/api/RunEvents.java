package dev.ktsu.orchestrator.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.http.sse.SseEvent;
import dev.ktsu.orchestrator.kernel.Event;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.view.EventView;
import io.vertx.core.Future;
import java.util.List;

/** The journal of a run, to its end. */
final class RunEvents implements EventSource {
  private static final int PAGE = 100;

  private final RunEngine engine;
  private final RunStore store;
  private final RunId run;
  private long given;
  private boolean mayBeOver = true;

  /**
   * @param after the last event that the reader has
   */
  RunEvents(RunEngine engine, RunStore store, RunId run, long after) {
    this.engine = engine;
    this.store = store;
    this.run = run;
    this.given = after;
  }

  @Override
  public Future<Page> next() {
    return store
        .journal(run, given, PAGE)
        .compose(
            events -> {
              if (events.isEmpty()) {
                return mayBeOver ? endIfOver() : Future.succeededFuture(nothing(Then.LATER));
              }
              given = events.getLast().seq();
              mayBeOver |= events.stream().anyMatch(e -> e.event() instanceof Event.RunEnded);
              return Future.succeededFuture(
                  new Page(events.stream().map(this::event).toList(), Then.MORE));
            });
  }

  /** Numbers have no holes: that of the last event says it all. */
  @Override
  public String place() {
    return "";
  }

  private Future<Page> endIfOver() {
    return engine
        .state(run)
        .map(
            state -> {
              if (state.head() > given) {
                return nothing(Then.MORE);
              }
              if (state.isSettled()) {
                return new Page(List.of(end(state)), Then.OVER);
              }
              // What is committed can be read before the engine is told that it is.
              mayBeOver = state.head() < given || state.state().isTerminal();
              return nothing(Then.LATER);
            });
  }

  private static Page nothing(Then then) {
    return new Page(List.of(), then);
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

  @Override
  public String toString() {
    return run.toString();
  }
}
