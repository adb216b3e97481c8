package dev.ktsu.orchestrator.store.sqlite;

import dev.ktsu.orchestrator.run.RunStore.Append;
import java.util.LinkedHashMap;
import java.util.Map;

/** The appends of a transaction; several of one run follow each other and count as one. */
final class Appended {
  private final Map<Long, Events> byRun = new LinkedHashMap<>();

  private record Events(long first, long last) {}

  void add(Append append) {
    byRun.merge(
        append.run().number(),
        new Events(append.head() + 1, append.row().head()),
        (before, more) -> new Events(before.first(), more.last()));
  }

  boolean isEmpty() {
    return byRun.isEmpty();
  }

  void clear() {
    byRun.clear();
  }

  /** {@code [[run, first seq, last seq], …]}. */
  String toJson() {
    StringBuilder json = new StringBuilder();
    byRun.forEach(
        (run, events) ->
            json.append(json.isEmpty() ? "[[" : ",[")
                .append(run)
                .append(',')
                .append(events.first())
                .append(',')
                .append(events.last())
                .append(']'));
    return json.append(']').toString();
  }
}
