package dev.ktsu.orchestrator.doctor;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.Futures;
import dev.ktsu.orchestrator.doctor.Report.WaitingRun;
import dev.ktsu.orchestrator.kernel.Evolve;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.run.RunStore.RunRow;
import dev.ktsu.orchestrator.run.StoreFacts;
import dev.ktsu.orchestrator.value.Values;
import dev.ktsu.orchestrator.view.RunView;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Looks at a store and at the runs that are not over. */
public final class Checkup {
  private static final int RUNS_MAX = 200;
  private static final int READS_AT_ONCE = 4;

  /** What is due is done within a second or so; who is this late has been forgotten. */
  private static final long LATE_MILLIS = 60_000;

  private final RunStore store;
  private final Clock clock;
  private final List<Finding> findings = new ArrayList<>();
  private final List<WaitingRun> waiting = new ArrayList<>();
  private final Set<String> definitions = new TreeSet<>();

  private Checkup(RunStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Looks at everything; a store that cannot be read is a finding, not a failure.
   *
   * @param store open, if only for reading
   */
  public static Future<Report> of(RunStore store, Clock clock) {
    Checkup checkup = new Checkup(store, clock);
    return store
        .facts()
        .compose(checkup::examine)
        .recover(
            failure ->
                Future.succeededFuture(
                    new Report(null, List.of(), List.of(Findings.unreadable(failure)))));
  }

  private Future<Report> examine(StoreFacts facts) {
    findings.addAll(Findings.of(facts));
    Future<?> runs = facts.isReadable() ? examineRuns() : Future.succeededFuture();
    return runs.map(examined -> new Report(facts, waiting, findings));
  }

  private Future<Void> examineRuns() {
    return store
        .unsettled()
        .compose(
            open -> {
              if (open.size() > RUNS_MAX) {
                findings.add(Findings.notAllLookedAt(open.size(), RUNS_MAX));
              }
              List<RunId> first = open.subList(0, Math.min(open.size(), RUNS_MAX));
              return Futures.inParallel(READS_AT_ONCE, first, this::examine);
            })
        .compose(
            examined ->
                Futures.inParallel(READS_AT_ONCE, List.copyOf(definitions), this::requireKept))
        .mapEmpty();
  }

  private Future<Void> examine(RunId run) {
    return store
        .row(run)
        .compose(
            row ->
                row.isEmpty() || row.get().settled()
                    ? Future.succeededFuture()
                    : store
                        .journal(run, 0)
                        .map(journal -> Evolve.all(RunState.unborn(run), journal))
                        .map(state -> examined(row.get(), state))
                        .recover(failure -> alone(run, failure)));
  }

  private Void examined(RunRow row, RunState state) {
    definitions.add(row.definition());
    List<String> steps = new ArrayList<>();
    RunView view = new RunView(state, Values.none(row.run()), clock.millis());
    view.record()
        .path("steps")
        .forEach(
            step ->
                Optional.ofNullable(step.get("waiting_for"))
                    .ifPresent(what -> steps.add(step.path("id").asText() + ": " + what.asText())));
    waiting.add(new WaitingRun(row.run().toString(), row.workflow(), row.state(), steps));
    if (row.wakeAt() > 0 && row.wakeAt() < clock.millis() - LATE_MILLIS) {
      findings.add(Findings.late(row.run(), Instant.ofEpochMilli(row.wakeAt()), steps));
    }
    return null;
  }

  private Future<Void> alone(RunId run, Throwable failure) {
    if (!(failure instanceof Problem problem)) {
      return Future.failedFuture(failure);
    }
    findings.add(Findings.leftAlone(run, problem));
    return Future.succeededFuture();
  }

  private Future<Void> requireKept(String digest) {
    return store
        .definition(digest)
        .map(
            found -> {
              if (found.isEmpty()) {
                findings.add(Findings.missingDefinition(digest));
              }
              return null;
            });
  }
}
