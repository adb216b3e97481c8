package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.ids.RunId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The runs that have settled last, as bytes. */
final class RecentRuns {
  private static final int RUNS_MAX = 256;
  private static final int BYTES_MAX = 16 << 20;

  private final Map<RunId, History> runs = new LinkedHashMap<>();
  private long bytes;

  void keep(RunId run, History history) {
    forget(run);
    if (!history.isWhole()) {
      return;
    }
    runs.put(run, history);
    bytes += history.bytes();
    Iterator<History> oldest = runs.values().iterator();
    while (runs.size() > RUNS_MAX || bytes > BYTES_MAX) {
      bytes -= oldest.next().bytes();
      oldest.remove();
    }
  }

  /** The run will change, or is kept anew. */
  void forget(RunId run) {
    History known = runs.remove(run);
    if (known != null) {
      bytes -= known.bytes();
    }
  }

  void clear() {
    runs.clear();
    bytes = 0;
  }

  @Nullable History of(RunId run) {
    return runs.get(run);
  }
}
