package dev.ktsu.bench.full;

import dev.ktsu.bench.product.Store;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.Futures;
import dev.ktsu.orchestrator.kernel.Event;
import dev.ktsu.orchestrator.kernel.EventCodec;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.run.RunStore.Append;
import dev.ktsu.orchestrator.run.RunStore.Claim;
import dev.ktsu.orchestrator.run.RunStore.Entry;
import dev.ktsu.orchestrator.run.RunStore.RunRow;
import dev.ktsu.orchestrator.run.Upkeep.Kept;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A store with many runs of the last thirty days: of twenty workflows, one in fifty failed, one in
 * five thousand left unfinished by a process that is gone, and every twentieth with the key of a
 * caller.
 */
public final class FullStore implements AutoCloseable {
  static final String WORKFLOW = "w7";

  private static final int WORKFLOWS = 20;
  private static final int FAILED_EVERY = 50;
  private static final int LEFT_EVERY = 5_000;
  private static final int CLAIM_EVERY = 20;
  private static final int AT_ONCE = 5_000;
  private static final int PURGED = 100;
  private static final int PURGES_AT_ONCE = 20;
  private static final long SPAN = TimeUnit.DAYS.toMillis(30);
  private static final byte[] PARAMS = bytes("{\"params\":{\"name\":\"World\"},\"env\":{}}");
  private static final byte[] OUTPUT = bytes("{\"output\":{\"greeting\":\"Hello, World\"}}");

  private final Vertx vertx = Vertx.vertx();
  private final RunStore store;
  private final int runs;
  private final long newestAt = Clock.system().millis();
  private long loadedIn;

  private FullStore(Store store, int runs) {
    this.store = store.open(vertx);
    this.runs = runs;
  }

  /** Fills a store. */
  public static FullStore of(Store store, int runs) throws SQLException {
    FullStore full = new FullStore(store, runs);
    try {
      full.store.start().await();
      long begun = System.nanoTime();
      full.load();
      full.loadedIn = System.nanoTime() - begun;
      if (store instanceof Store.Database) {
        analyze(store);
      }
      return full;
    } catch (SQLException | RuntimeException unusable) {
      full.close();
      throw unusable;
    }
  }

  /** A database does so by itself after a while. */
  private static void analyze(Store store) throws SQLException {
    try (Connection connection = store.connect()) {
      connection.createStatement().execute("analyze");
    }
  }

  RunStore store() {
    return store;
  }

  int runs() {
    return runs;
  }

  /** How long it took to fill, in nanoseconds. */
  public long loadedIn() {
    return loadedIn;
  }

  /** When the first run was created, milliseconds. */
  long oldestAt() {
    return createdAt(0);
  }

  long newestAt() {
    return newestAt;
  }

  RunId oldest() {
    return id(0);
  }

  /** Deletes a batch of the oldest runs as retention does; gives how many. */
  public int purge() {
    List<RunRow> rows =
        store.outdated(new Kept(runs - PURGED - runs / LEFT_EVERY, 0), PURGED).await();
    Futures.inParallel(PURGES_AT_ONCE, rows, row -> store.purge(row.run(), row.head())).await();
    return rows.size();
  }

  @Override
  public void close() {
    try {
      store.stop().await();
    } finally {
      vertx.close().await();
    }
  }

  /** Parts of it at once, as busy clients would; each run is one append, as when steps are pure. */
  private void load() {
    for (int from = 0; from < runs; from += AT_ONCE) {
      List<Future<?>> under = new ArrayList<>(AT_ONCE);
      for (int i = from; i < Math.min(runs, from + AT_ONCE); i++) {
        under.add(store.append(run(i)));
        if (i % CLAIM_EVERY == 0) {
          Claim claim = new Claim("key-" + i, "body", id(i), createdAt(i));
          under.add(store.claim(claim, 0));
        }
      }
      Future.all(under).await();
    }
  }

  private Append run(int i) {
    boolean left = i % LEFT_EVERY == LEFT_EVERY - 1;
    State state = left ? State.RUNNING : i % FAILED_EVERY == 0 ? State.FAILED : State.SUCCESS;
    String workflow = "w" + i % WORKFLOWS;
    long at = createdAt(i);
    List<Entry> entries = new ArrayList<>();
    entries.add(
        entry(1, at, new Event.RunCreated(workflow, "digest", false, "trace", 0, 0, ""), PARAMS));
    entries.add(entry(2, at, new Event.StepComputed(new StepPath("greet")), OUTPUT));
    if (!left) {
      Code code = state == State.FAILED ? Code.AIRLOCK : null;
      entries.add(entry(3, at, new Event.RunEnded(state, code, code == null ? "" : "no"), null));
    }
    return new Append(id(i), 0, entries, row(i, workflow, state, entries.size()));
  }

  private RunRow row(int i, String workflow, State state, long head) {
    long at = createdAt(i);
    boolean over = state.isTerminal();
    boolean failed = state == State.FAILED;
    return new RunRow(
        id(i),
        workflow,
        "digest",
        state,
        over,
        head,
        at,
        at,
        over ? at : 0,
        failed ? Code.AIRLOCK : null,
        failed ? "no" : "",
        Metrics.NONE,
        0,
        over ? "" : "gone~1",
        0);
  }

  /** As new ids are made: the time, then what tells those of one millisecond apart. */
  private RunId id(int i) {
    return new RunId(RunId.firstAt(createdAt(i)) + i % RunId.ofAMillisecond());
  }

  private long createdAt(int i) {
    return newestAt - SPAN + i * SPAN / runs;
  }

  private static Entry entry(long seq, long at, Event event, byte @Nullable [] payload) {
    return new Entry(
        seq, at, EventCodec.type(event), EventCodec.VERSION, EventCodec.encode(event), payload);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
