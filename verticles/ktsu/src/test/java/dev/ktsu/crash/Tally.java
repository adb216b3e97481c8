package dev.ktsu.crash;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What an audit found: numbers for the table, and each fault with its evidence. */
final class Tally {
  private final Map<Count, Integer> counts = new EnumMap<>(Count.class);
  private final List<String> faults = new ArrayList<>();

  /** The columns of the table. */
  enum Count {
    KILLS("kills"),
    ACKNOWLEDGED("runs acknowledged"),
    LOST("lost"),
    DUPLICATES("duplicates"),
    WEBHOOKS_REPEATED("webhooks repeated"),
    TURNS_REPEATED("turns repeated"),
    TOOLS_UNKNOWN("tools unknown");

    private final String title;

    Count(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  void add(Count count, int more) {
    counts.merge(count, more, Integer::sum);
  }

  int get(Count count) {
    return counts.getOrDefault(count, 0);
  }

  /** Something that the guarantees exclude. */
  void fault(String what) {
    faults.add(what);
  }

  List<String> faults() {
    return List.copyOf(faults);
  }
}
