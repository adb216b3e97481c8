package dev.ktsu.orchestrator.api;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.http.server.Reply;
import dev.ktsu.http.server.Routes;
import dev.ktsu.http.sse.SseWriter;
import dev.ktsu.orchestrator.kernel.EventCodec;
import dev.ktsu.orchestrator.run.Feed;
import dev.ktsu.orchestrator.run.Feed.Bounds;
import dev.ktsu.orchestrator.run.FeedPosition;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The events of all runs as one stream. */
public final class FeedApi {
  private final Feed feed;
  private final EventStreams streams;

  public FeedApi(Feed feed, EventStreams streams) {
    this.feed = feed;
    this.streams = streams;
  }

  public void serve(Routes routes) {
    routes.on(HttpMethod.GET, "/events", this::events);
  }

  /** Events after {@code Last-Event-ID}, else {@code ?after=}, else from {@code ?from=} on. */
  private Future<Reply> events(RoutingContext ctx) {
    Asked asked = new Asked(ctx);
    FeedEvents.Wanted wanted = new FeedEvents.Wanted(asked.text("workflow"), types(asked));
    boolean fromStart = fromStart(asked);
    boolean returns = !asked.lastEventId().isEmpty();
    String after = returns ? asked.lastEventId() : asked.text("after");
    FeedPosition known =
        after.isEmpty() ? null : position(returns ? "Last-Event-ID" : "after", after);
    if (ctx.request().method() == HttpMethod.HEAD) {
      return Future.succeededFuture(Reply.text(SseWriter.CONTENT_TYPE, ""));
    }
    return feed.bounds()
        .map(bounds -> known == null ? edge(bounds, fromStart) : held(bounds, known))
        .compose(begin -> streams.serve(ctx.request(), new FeedEvents(feed, wanted, begin)))
        .map(closed -> Reply.empty());
  }

  private static FeedPosition edge(Bounds bounds, boolean fromStart) {
    return fromStart ? bounds.oldest() : bounds.end();
  }

  private static FeedPosition held(Bounds bounds, FeedPosition after) {
    if (!bounds.hold(after)) {
      throw new InvalidInput(
          Code.EVENTS_GONE,
          410,
          "events gone",
          "Not all events after " + after + " are kept any more.",
          "Read GET /runs for how the runs stand, and follow again without an id. KTSU_FEED_KEPT"
              + " says how much is kept.");
    }
    return after;
  }

  private static FeedPosition position(String name, String text) {
    return FeedPosition.parse(text)
        .orElseThrow(() -> Asked.refused(name, text, "the id of an event of this stream"));
  }

  private static List<String> types(Asked asked) {
    List<String> types = asked.words("type");
    for (String type : types) {
      if (!EventCodec.isType(type)) {
        throw Asked.refused("type", type, "types of events such as run_created,run_ended");
      }
    }
    return types;
  }

  private static boolean fromStart(Asked asked) {
    return switch (asked.text("from")) {
      case "start" -> true;
      case "", "now" -> false;
      default -> throw Asked.refused("from", asked.text("from"), "start or now");
    };
  }
}
