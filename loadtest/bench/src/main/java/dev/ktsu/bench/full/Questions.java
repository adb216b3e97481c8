package dev.ktsu.bench.full;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.state.State;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.run.RunStore.RunQuery;
import dev.ktsu.orchestrator.run.Upkeep.Kept;
import dev.ktsu.orchestrator.store.InstanceTables;
import dev.ktsu.orchestrator.store.RunTable;
import dev.ktsu.orchestrator.store.RunTable.Select;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is asked of a full store, by people and by the product itself. */
public final class Questions {
  private static final int TENANT = 0;
  private static final int PAGE = 50;
  private static final int PAGES = 100;
  private static final int BATCH = 100;
  private static final String OF_WORKFLOW = "runs_of_workflow";
  private static final String IN_STATE = "runs_in_state";
  private static final String UNSETTLED = "runs_unsettled";
  private static final long HOUR = TimeUnit.HOURS.toMillis(1);

  private final FullStore full;
  private final RunStore store;
  private final List<Asked> all = new ArrayList<>();

  private Questions(FullStore full) {
    this.full = full;
    this.store = full.store();
  }

  /** All of them. */
  public static List<Asked> of(FullStore full) {
    Questions questions = new Questions(full);
    questions.lists();
    questions.ofTheProduct();
    questions.ofAPurge();
    return questions.all;
  }

  private void lists() {
    list("first page", query(""), Asked.PRIMARY_KEY);
    RunId before = lastOfPage(PAGES - 1);
    list("page 100", new RunQuery("", List.of(), PAGE + 1, before), Asked.PRIMARY_KEY);
    list("of a workflow", query(FullStore.WORKFLOW), OF_WORKFLOW);
    list("failed", query("", State.FAILED), IN_STATE);
    list("held, of which there are none", query("", State.HELD), IN_STATE);
    list(
        "running in any way, of which there are none",
        query("", State.HELD, State.RUNNING, State.RECOVERING, State.CANCELLING),
        IN_STATE);
    long newest = full.newestAt();
    list("of the last hour", between(newest - HOUR, Long.MAX_VALUE), Asked.PRIMARY_KEY);
    list(
        "since now, of which there are none",
        between(newest + HOUR, Long.MAX_VALUE),
        Asked.PRIMARY_KEY);
    list(
        "until the first day",
        between(0, full.oldestAt() + TimeUnit.DAYS.toMillis(1)),
        Asked.PRIMARY_KEY);
  }

  private void ofTheProduct() {
    Tuple tenant = Tuple.of(TENANT);
    add(
        "unsettled, at a start",
        store::unsettled,
        new Select(RunTable.UNSETTLED.formatted("?"), tenant),
        UNSETTLED);
    add(
        "left by processes that are gone",
        () -> store.instances().orphans(),
        new Select(InstanceTables.ORPHANS.formatted("?"), tenant),
        UNSETTLED);
    long aged = full.oldestAt() - HOUR;
    add(
        "keys of callers that are too old, of which there are none",
        () -> store.tidy(aged),
        new Select(RunTable.OLD_CLAIMS.formatted("?", "?"), Tuple.of(TENANT, aged)),
        "claims_by_age");
    outdated(
        "runs that have ended too long ago, of which there are none",
        new Kept(0, aged),
        Asked.PRIMARY_KEY);
    outdated(
        "runs that are too many, of which there are none", new Kept(full.runs(), 0), Asked.NONE);
  }

  /** What a purge deletes beside the run itself. A batch of purges is timed as a whole. */
  private void ofAPurge() {
    RunId run = full.oldest();
    for (String table : List.of("journal", "payload", "claims")) {
      add(
          "purge of one run in " + table,
          null,
          new Select(
              "delete from " + table + " where tenant = ? and run_no = ?",
              Tuple.of(TENANT, run.number())),
          table.equals("claims") ? "claims_of_run" : Asked.PRIMARY_KEY);
    }
  }

  private void outdated(String what, Kept kept, String index) {
    add(
        what,
        () -> store.outdated(kept, BATCH),
        RunTable.outdated(TENANT, kept, BATCH, n -> "?"),
        index);
  }

  private void list(String what, RunQuery query, String index) {
    add(what, () -> store.list(query), RunTable.list(TENANT, query, n -> "?"), index);
  }

  private void add(String what, @Nullable Supplier<Future<?>> ask, Select sql, String index) {
    all.add(new Asked(what, ask, sql, index));
  }

  private RunId lastOfPage(int pages) {
    RunQuery query = new RunQuery("", List.of(), PAGE * pages, null);
    return store.list(query).await().getLast().run();
  }

  private static RunQuery query(String workflow, State... states) {
    return new RunQuery(workflow, List.of(states), PAGE + 1, null);
  }

  private static RunQuery between(long since, long until) {
    return new RunQuery("", List.of(), PAGE + 1, null, since, until, false);
  }
}
