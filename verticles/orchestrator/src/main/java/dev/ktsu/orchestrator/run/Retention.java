package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Conflict;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.Futures;
import dev.ktsu.orchestrator.run.RunStore.RunRow;
import dev.ktsu.orchestrator.run.Upkeep.Kept;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Throws away what need not be kept: settled runs and what lists them, in batches, oldest first.
 */
public final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final int BATCH = 100;
  private static final int PURGES_AT_ONCE = 20;
  private static final long DEFINITIONS_MILLIS = TimeUnit.HOURS.toMillis(1);

  /** Much longer than those who begin runs go without keeping their definition anew. */
  private static final long UNUSED_MILLIS = TimeUnit.DAYS.toMillis(1);

  private final RunEngine engine;
  private final RunStore store;
  private final Clock clock;
  private final Limits limits;
  private boolean sweeping;
  private long definitionsAt;

  /**
   * @param runsMax settled runs that are kept, 0 = all
   * @param days how long they are kept, 0 = for ever
   * @param claimMillis how long callers' keys are kept
   * @param feedMax commits that are kept in the feed
   */
  public record Limits(int runsMax, int days, long claimMillis, int feedMax) {}

  public Retention(RunEngine engine, RunStore store, Clock clock, Limits limits) {
    this.engine = engine;
    this.store = store;
    this.clock = clock;
    this.limits = limits;
  }

  /** Succeeds when nothing outdated is left, or at once while another sweep is under way. */
  public Future<Void> sweep() {
    if (sweeping) {
      return Future.succeededFuture();
    }
    sweeping = true;
    return purgeAll().onComplete(ended -> sweeping = false);
  }

  private Future<Void> purgeAll() {
    Kept kept = kept();
    Future<Integer> purged = kept.isAll() ? Future.succeededFuture(0) : purge(kept, 0);
    return purged.compose(
        runs -> {
          if (runs > 0) {
            LOG.info("purged {} outdated runs", runs);
          }
          return store
              .tidy(clock.millis() - limits.claimMillis())
              .compose(tidied -> store.feed().trim(limits.feedMax()))
              .compose(trimmed -> forgetDefinitions());
        });
  }

  /** It looks at every run, so not each time. */
  private Future<Void> forgetDefinitions() {
    if (clock.millis() < definitionsAt) {
      return Future.succeededFuture();
    }
    definitionsAt = clock.millis() + DEFINITIONS_MILLIS;
    return store.forgetDefinitions(UNUSED_MILLIS);
  }

  /** Ends with a batch that is not full, or one that others have been faster with. */
  private Future<Integer> purge(Kept kept, int before) {
    return store
        .outdated(kept, BATCH)
        .compose(rows -> Futures.inParallel(PURGES_AT_ONCE, rows, this::purge))
        .compose(
            gone -> {
              int purged = gone.stream().mapToInt(Integer::intValue).sum();
              return gone.size() < BATCH || purged == 0
                  ? Future.succeededFuture(before + purged)
                  : purge(kept, before + purged);
            });
  }

  /** A run that someone tries again at this moment stays. */
  private Future<Integer> purge(RunRow row) {
    return engine
        .purge(row)
        .map(1)
        .recover(
            failure ->
                failure instanceof Conflict moved && moved.code() == Code.STALE_HEAD
                    ? Future.succeededFuture(0)
                    : Future.failedFuture(failure));
  }

  private Kept kept() {
    long since = limits.days() == 0 ? 0 : clock.millis() - TimeUnit.DAYS.toMillis(limits.days());
    return new Kept(limits.runsMax(), since);
  }
}
