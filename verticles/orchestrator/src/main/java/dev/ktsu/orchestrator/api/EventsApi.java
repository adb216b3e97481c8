package dev.ktsu.orchestrator.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.http.server.Reply;
import dev.ktsu.http.server.Routes;
import dev.ktsu.http.sse.SseWriter;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.view.EventView;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The journal of a run for readers: as a stream that goes on, or page by page. */
public final class EventsApi {
  private static final String JSON = "application/json";
  private static final int LIMIT = 100;
  private static final int LIMIT_MAX = 1_000;

  private final RunStore store;
  private final EventStreams streams;

  public EventsApi(RunStore store, EventStreams streams) {
    this.store = store;
    this.streams = streams;
  }

  public void serve(Routes routes) {
    routes.on(HttpMethod.GET, "/runs/:run/events", this::events);
  }

  /**
   * Events after {@code Last-Event-ID}, else after {@code ?after=}: a stream, or a page of JSON
   * where {@code Accept} or {@code ?format=json} asks for it.
   */
  private Future<Reply> events(RoutingContext ctx) {
    RunId run = RunId.parse(ctx.pathParam("run"));
    Asked asked = new Asked(ctx);
    long after = after(asked);
    if (wantsPage(ctx, asked)) {
      int limit = asked.limit(LIMIT, LIMIT_MAX);
      return known(run)
          .compose(known -> store.journal(run, after, limit))
          .map(events -> Reply.json(page(run, after, events)));
    }
    if (ctx.request().method() == HttpMethod.HEAD) {
      return known(run).map(Reply.text(SseWriter.CONTENT_TYPE, ""));
    }
    return known(run)
        .compose(known -> streams.serve(ctx.request(), run, after))
        .map(closed -> Reply.empty());
  }

  private Future<Void> known(RunId run) {
    return store
        .journal(run, 0, 1)
        .map(
            first -> {
              if (first.isEmpty()) {
                throw Problems.runNotFound(run.toString());
              }
              return null;
            });
  }

  private static ObjectNode page(RunId run, long after, List<Recorded> events) {
    ObjectNode page = Json.object();
    page.put("run_id", run.toString());
    ArrayNode shown = page.putArray("events");
    events.forEach(event -> shown.add(EventView.of(run, event)));
    page.put("next", events.isEmpty() ? after : events.get(events.size() - 1).seq());
    return page;
  }

  /** The header is newer: a reader that comes back sends the address that it began with. */
  private static long after(Asked asked) {
    String last = asked.lastEventId();
    return last.isEmpty() ? asked.number("after").orElse(0) : Asked.number("Last-Event-ID", last);
  }

  private static boolean wantsPage(RoutingContext ctx, Asked asked) {
    String accept = ctx.request().getHeader("Accept");
    return switch (asked.text("format")) {
      case "json" -> true;
      case "sse" -> false;
      case "" ->
          accept != null && accept.contains(JSON) && !accept.contains(SseWriter.CONTENT_TYPE);
      default -> throw Asked.refused("format", asked.text("format"), "json or sse");
    };
  }
}
