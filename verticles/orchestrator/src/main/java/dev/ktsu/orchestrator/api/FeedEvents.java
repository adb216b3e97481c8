package dev.ktsu.orchestrator.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.http.sse.SseEvent;
import dev.ktsu.orchestrator.kernel.EventCodec;
import dev.ktsu.orchestrator.run.Feed;
import dev.ktsu.orchestrator.run.Feed.Fed;
import dev.ktsu.orchestrator.run.FeedPosition;
import dev.ktsu.orchestrator.view.EventView;
import io.vertx.core.Future;
import java.util.List;

/** The events of all runs, those that the reader wants; it has no end. */
final class FeedEvents implements EventSource {
  private static final int PAGE = 100;

  private final Feed feed;
  private final Wanted wanted;
  private FeedPosition given;

  /**
   * @param workflow of the runs, empty for all
   * @param types of the events, empty for all
   */
  record Wanted(String workflow, List<String> types) {
    boolean has(Fed fed) {
      return (workflow.isEmpty() || workflow.equals(fed.workflow()))
          && (types.isEmpty() || types.contains(EventCodec.type(fed.event().event())));
    }
  }

  FeedEvents(Feed feed, Wanted wanted, FeedPosition after) {
    this.feed = feed;
    this.wanted = wanted;
    this.given = after;
  }

  @Override
  public Future<Page> next() {
    return feed.read(given, PAGE)
        .map(
            page -> {
              Then then = page.next().equals(given) ? Then.LATER : Then.MORE;
              given = page.next();
              return new Page(
                  page.events().stream().filter(wanted::has).map(FeedEvents::event).toList(), then);
            });
  }

  /** Much that the reader does not want may have been passed over. */
  @Override
  public String place() {
    return given.toString();
  }

  private static SseEvent event(Fed fed) {
    ObjectNode data = EventView.of(fed.run(), fed.event());
    data.put("workflow", fed.workflow());
    return new SseEvent(data.get("type").textValue(), Json.text(data), fed.position().toString());
  }

  @Override
  public String toString() {
    return "all runs";
  }
}
