package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import io.vertx.core.Future;
import java.util.List;

/**
 * The events of all runs in one order, which is that of their commits: an append stands in it once,
 * whole, and nothing ever comes before what was read. The events of a run are in their own order.
 *
 * <p>A store keeps the newest commits of it; events of a purged run are gone at once. Futures fail
 * as those of a store.
 */
public interface Feed {
  /** What comes after a position, at most {@code limit} events. */
  Future<Page> read(FeedPosition after, int limit);

  /** Where it begins and ends at this moment. */
  Future<Bounds> bounds();

  /** Throws all but the newest commits away, a part of them at a time. */
  Future<Void> trim(int commitsMax);

  /**
   * @param next where the next page begins: the same as this one only when there was nothing more
   */
  record Page(List<Fed> events, FeedPosition next) {
    public Page {
      events = List.copyOf(events);
    }
  }

  /** An event of a run of {@code workflow}, and the position behind it. */
  record Fed(FeedPosition position, RunId run, String workflow, Recorded event) {}

  /**
   * @param oldest nothing behind it was trimmed
   * @param end behind everything that is there; what is still to come follows it
   */
  record Bounds(FeedPosition oldest, FeedPosition end) {
    /** Whether a reader that has seen everything up to {@code after} can go on without a gap. */
    public boolean hold(FeedPosition after) {
      return oldest.compareTo(after) <= 0 && after.compareTo(end) <= 0;
    }
  }
}
