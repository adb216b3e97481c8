package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.futures.Timers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Who wants to be told when a run has moved on. Belongs to the engine's event loop. */
final class Watchers {
  private final Map<RunId, Set<Runnable>> byRun = new HashMap<>();

  Timers.Cancellable add(RunId run, Runnable look) {
    Runnable own = look::run;
    byRun.computeIfAbsent(run, first -> new LinkedHashSet<>()).add(own);
    return () ->
        byRun.computeIfPresent(
            run,
            (same, watching) -> {
              watching.remove(own);
              return watching.isEmpty() ? null : watching;
            });
  }

  /** Tells those who watch the run; one that is told may stop watching. */
  void moved(RunId run) {
    Set<Runnable> watching = byRun.get(run);
    if (watching != null) {
      new ArrayList<>(watching).forEach(Runnable::run);
    }
  }
}
