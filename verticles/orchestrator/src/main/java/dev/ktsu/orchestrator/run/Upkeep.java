package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.orchestrator.run.RunStore.RunRow;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** What operators want of a store, beside its runs. Futures fail as those of a store. */
public interface Upkeep {
  /** How a run stands; empty for an unknown one. */
  Future<Optional<RunRow>> row(RunId run);

  /** Settled runs that need not be kept any longer, oldest first, at most so many. */
  Future<List<RunRow>> outdated(Kept kept, int limit);

  /**
   * Throws away everything that is kept of a settled run; one that is not there is no error.
   *
   * @return fails with {@link dev.ktsu.contracts.problems.Conflict} {@code stale_head} when the run
   *     has another head or is not settled; then nothing has changed
   */
  Future<Void> purge(RunId run, long head);

  /**
   * Throws away the claims made before a time, and gives freed space back to the disk, a part of it
   * at a time.
   *
   * @param claimsSince milliseconds
   */
  Future<Void> tidy(long claimsSince);

  /**
   * Throws away definitions that no run refers to and that nobody has kept for so long, by the
   * clock of the store. Whoever begins a run has kept its definition shortly before.
   */
  Future<Void> forgetDefinitions(long unusedMillis);

  /** Looks at all of it. */
  Future<StoreFacts> facts();

  /**
   * Which settled runs are kept.
   *
   * @param runsMax the newest so many, 0 = however many
   * @param since those that have ended then or later, milliseconds; 0 = however old
   */
  record Kept(int runsMax, long since) {
    /** Whether no run is ever outdated. */
    public boolean isAll() {
      return runsMax == 0 && since == 0;
    }
  }
}
