package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.kernel.Evolve;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Snapshot;
import io.vertx.core.Future;
import java.util.List;

/** Reads the state of a run: all of a short journal, or the last snapshot and what follows it. */
final class Folding {
  private Folding() {}

  /**
   * The committed state; fails with {@code run_not_found}.
   *
   * @param snapshotEvents longer journals are likely to have a snapshot
   */
  static Future<RunState> state(RunStore store, RunId run, int snapshotEvents) {
    return store
        .journal(run, 0, snapshotEvents)
        .compose(
            first -> {
              if (first.isEmpty()) {
                return Future.failedFuture(Problems.runNotFound(run.toString()));
              }
              return first.size() < snapshotEvents
                  ? Future.succeededFuture(Evolve.all(RunState.unborn(run), first))
                  : longer(store, run, first);
            });
  }

  private static Future<RunState> longer(RunStore store, RunId run, List<Recorded> first) {
    return store
        .snapshot(run)
        .map(
            found ->
                found
                    .filter(kept -> kept.version() == Snapshot.VERSION)
                    .map(kept -> Snapshot.decode(run, kept.state()))
                    .orElseGet(() -> Evolve.all(RunState.unborn(run), first)))
        .compose(state -> store.journal(run, state.head()).map(rest -> Evolve.all(state, rest)));
  }
}
