package dev.ktsu.orchestrator.store.postgres;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.futures.Backoff;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.Deadline;
import dev.ktsu.futures.Retry;
import dev.ktsu.futures.Timers;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.run.Feed;
import dev.ktsu.orchestrator.run.Instances;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.run.Sealed;
import dev.ktsu.orchestrator.run.StoreFacts;
import dev.ktsu.orchestrator.store.RunTable;
import dev.ktsu.orchestrator.store.StoreProblems;
import dev.ktsu.orchestrator.store.postgres.Failures.Kind;
import dev.ktsu.settings.SettingError;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Runs in Postgres. Any number of instances may share one database: the head of a run guards it.
 */
public final class PostgresStore implements RunStore {
  /** The tenant of every key, until there are several. */
  static final int TENANT = 0;

  private static final Backoff BACKOFF = new Backoff(100, 2, 1_000, 0.5);

  private final Vertx vertx;
  private final DatabaseAddress address;
  private final Patience patience;
  private final Clock clock;
  private final Consumer<Problem> fatal;
  private Sessions sessions;
  private Flushes flushes;
  private News news;
  private PostgresInstances instances;
  private PostgresFeed feed;
  private PostgresSealed sealed;

  /**
   * @param fatal told when the database is damaged: the process should end
   */
  @SuppressWarnings("NullAway.Init")
  public PostgresStore(
      Vertx vertx,
      DatabaseAddress address,
      Patience patience,
      Clock clock,
      Consumer<Problem> fatal) {
    this.vertx = vertx;
    this.address = address;
    this.patience = patience;
    this.clock = clock;
    this.fatal = fatal;
  }

  /** Waits for the database to be there; fails with {@link SettingError} in a sentence. */
  @Override
  public Future<Void> start() {
    return untilLate(patience.startMillis(), Setup::mayPass)
        .call(
            () ->
                Setup.run(vertx, address, patience)
                    .compose(ready -> News.listen(vertx, address, patience)))
        .recover(failure -> Future.failedFuture(Setup.sentence(failure, address)))
        .map(
            listening -> {
              news = listening;
              sessions = new Sessions(vertx, address, patience);
              flushes =
                  new Flushes(
                      vertx.getOrCreateContext(),
                      new Flushes.Outside(sessions, clock, Timers.of(vertx), fatal),
                      patience.appendMillis());
              instances = new PostgresInstances(new Statements(), news);
              feed = new PostgresFeed(new Statements());
              sealed = new PostgresSealed(new Statements());
              return null;
            });
  }

  /** Opens the database for looking alone: nothing is made or migrated. */
  public void startReading() {
    sessions = new Sessions(vertx, address, patience);
  }

  @Override
  public Future<Void> stop() {
    if (flushes == null) {
      return sessions == null ? Future.succeededFuture() : sessions.close();
    }
    return flushes.stop().eventually(news::close).eventually(sessions::close);
  }

  @Override
  public Future<Void> append(Append append) {
    return flushes.append(append, vertx.getOrCreateContext());
  }

  @Override
  public int waiting() {
    return flushes.waiting();
  }

  @Override
  public long commits() {
    return flushes.commits();
  }

  @Override
  public Future<List<Recorded>> journal(RunId run, long seq) {
    return journal(run, seq, Integer.MAX_VALUE);
  }

  @Override
  public Future<List<Recorded>> journal(RunId run, long seq, int limit) {
    return read(
            "select seq, at, type, v, meta from journal where tenant = $1 and run_no = $2 and seq >"
                + " $3 order by seq limit $4",
            Tuple.of(TENANT, run.number(), seq, limit))
        .map(rows -> RunTable.all(rows, RunTable::event));
  }

  @Override
  public Future<Optional<Snapshot>> snapshot(RunId run) {
    return read(RunTable.SNAPSHOT.formatted("$1", "$2"), Tuple.of(TENANT, run.number()))
        .map(RunTable::snapshot);
  }

  @Override
  public Future<Map<Long, byte[]>> payloads(RunId run, Collection<Long> seqs) {
    if (seqs.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return read(
            "select ref, bytes from payload where tenant = $1 and run_no = $2 and ref = any($3)",
            Tuple.of(TENANT, run.number(), seqs.toArray(Long[]::new)))
        .map(
            rows -> {
              Map<Long, byte[]> found = new HashMap<>();
              rows.forEach(row -> found.put(row.getLong(0), row.getBuffer(1).getBytes()));
              return found;
            });
  }

  @Override
  public Instances instances() {
    return instances;
  }

  @Override
  public Feed feed() {
    return feed;
  }

  @Override
  public Sealed sealed() {
    return sealed;
  }

  @Override
  public Future<List<RunId>> unsettled() {
    return read(RunTable.UNSETTLED.formatted("$1"), Tuple.of(TENANT))
        .map(rows -> RunTable.all(rows, row -> new RunId(row.getLong(0))));
  }

  @Override
  public Future<List<RunRow>> list(RunQuery query) {
    return rows(RunTable.list(TENANT, query, n -> "$" + n));
  }

  @Override
  public Future<Optional<RunRow>> row(RunId run) {
    return rows(RunTable.one(TENANT, run, n -> "$" + n)).map(rows -> rows.stream().findFirst());
  }

  @Override
  public Future<List<RunRow>> outdated(Kept kept, int limit) {
    return rows(RunTable.outdated(TENANT, kept, limit, n -> "$" + n));
  }

  @Override
  public Future<Void> purge(RunId run, long head) {
    return writeAgain(Removals.PURGE, Tuple.of(TENANT, run.number(), head))
        .compose(
            rows ->
                rows.iterator().next().getBoolean(0)
                    ? Future.failedFuture(StoreProblems.staleHead(run, head))
                    : Future.succeededFuture());
  }

  @Override
  public Future<Void> tidy(long claimsSince) {
    return writeAgain(Removals.FORGET_CLAIMS, Tuple.of(TENANT, claimsSince)).mapEmpty();
  }

  private Future<List<RunRow>> rows(RunTable.Select select) {
    return read(select.sql(), select.values()).map(rows -> RunTable.all(rows, RunTable::run));
  }

  /**
   * The update makes the row's holder visible also where another transaction has just written it;
   * it changes nothing of a claim that still holds.
   */
  @Override
  public Future<Claim> claim(Claim claim, long since) {
    return writeAgain(
            """
            with forgotten as (
              delete from claims where tenant = $1 and at < $6 and key <> $2
            )
            insert into claims as c (tenant, key, body, run_no, at) values ($1, $2, $3, $4, $5)
            on conflict (tenant, key) do update set
              body = case when c.at < $6 then excluded.body else c.body end,
              run_no = case when c.at < $6 then excluded.run_no else c.run_no end,
              at = case when c.at < $6 then excluded.at else c.at end
            returning body, run_no, at
            """,
            Tuple.of(TENANT, claim.key(), claim.body(), claim.run().number(), claim.at(), since))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Claim(
                  claim.key(), row.getString(0), new RunId(row.getLong(1)), row.getLong(2));
            });
  }

  @Override
  public Future<Void> keepDefinition(String digest, byte[] files) {
    return writeAgain(
            "insert into definitions (tenant, digest, files) values ($1, $2, $3)"
                + " on conflict (tenant, digest) do update set used_at = clock_timestamp()",
            Tuple.of(TENANT, digest, Buffer.buffer(files)))
        .mapEmpty();
  }

  @Override
  public Future<Optional<byte[]>> definition(String digest) {
    return read(
            "select files from definitions where tenant = $1 and digest = $2",
            Tuple.of(TENANT, digest))
        .map(rows -> RunTable.all(rows, row -> row.getBuffer(0).getBytes()).stream().findFirst());
  }

  /** Also fails where the database can only be read, as a standby. */
  @Override
  public Future<Void> check() {
    return read("select current_setting('transaction_read_only') = 'on'", Tuple.tuple())
        .compose(
            rows ->
                rows.iterator().next().getBoolean(0)
                    ? Future.failedFuture(Failures.unavailable("it is read-only"))
                    : Future.succeededFuture());
  }

  @Override
  public Future<Void> forgetDefinitions(long unusedMillis) {
    return writeAgain(Removals.FORGET_DEFINITIONS, Tuple.of(TENANT, unusedMillis)).mapEmpty();
  }

  @Override
  public Future<StoreFacts> facts() {
    return new PostgresFacts(new Statements(), address.toString()).ask();
  }

  /** Only for what changes nothing when it is done twice. */
  private Future<RowSet<Row>> writeAgain(String sql, Tuple values) {
    return untilLate(patience.appendMillis(), failure -> Failures.kind(failure) == Kind.PASSING)
        .call(() -> sessions.write(sql, values))
        .recover(failure -> Future.failedFuture(Failures.of(failure)));
  }

  /** Tries again what may pass, until so much time is over. */
  private Retry untilLate(long millis, Predicate<Throwable> mayPass) {
    Deadline deadline = Deadline.in(clock, millis);
    return new Retry(
        Timers.of(vertx),
        BACKOFF,
        Integer.MAX_VALUE,
        failure -> !deadline.isOver(clock) && mayPass.test(failure));
  }

  private Future<RowSet<Row>> read(String sql, Tuple values) {
    return sessions.read(sql, values).recover(failure -> Future.failedFuture(Failures.of(failure)));
  }

  /** For the parts of the store. */
  private final class Statements implements PostgresInstances.Again {
    @Override
    public Future<RowSet<Row>> write(String sql, Tuple values) {
      return writeAgain(sql, values);
    }

    @Override
    public Future<RowSet<Row>> read(String sql, Tuple values) {
      return PostgresStore.this.read(sql, values);
    }
  }
}
