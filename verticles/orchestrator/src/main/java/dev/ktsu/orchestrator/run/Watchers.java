package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.futures.Timers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Who wants to be told when a run, or any, has moved on. Belongs to the engine's event loop. */
final class Watchers {
  private final Map<RunId, Set<Runnable>> byRun = new HashMap<>();
  private final Set<Runnable> ofAll = new LinkedHashSet<>();

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

  Timers.Cancellable addToAll(Runnable look) {
    Runnable own = look::run;
    ofAll.add(own);
    return () -> ofAll.remove(own);
  }

  /** Tells those who watch; one that is told of its run may stop watching then. */
  void moved(RunId run) {
    Set<Runnable> watching = byRun.get(run);
    if (watching != null) {
      new ArrayList<>(watching).forEach(Runnable::run);
    }
    ofAll.forEach(Runnable::run);
  }
}
