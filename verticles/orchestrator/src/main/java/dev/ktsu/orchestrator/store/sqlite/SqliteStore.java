package dev.ktsu.orchestrator.store.sqlite;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.run.Feed;
import dev.ktsu.orchestrator.run.Instances;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.run.Sealed;
import dev.ktsu.orchestrator.run.StoreFacts;
import dev.ktsu.orchestrator.store.RunTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.jdbcclient.JDBCConnectOptions;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;

/** Runs in a SQLite file. */
public final class SqliteStore implements RunStore {
  /** The tenant of every key, until there are several. */
  static final int TENANT = 0;

  private static final int READERS = 4;

  /**
   * Bodies of events {@code %s}, which stand in their rows or apart, null for none. Those in their
   * rows are not looked for apart: a search reads every large body that it meets as a whole.
   */
  private static final String PAYLOADS =
      """
      select seq, coalesce(payload, (
        select bytes from payload p
        where p.tenant = j.tenant and p.run_no = j.run_no and p.ref = j.seq))
      from journal j where tenant = ? and run_no = ? and seq in (%s)
      """;

  private static final int BUSY_MILLIS = 5_000;

  /** A start waits for a process that stands still in the middle of its write. */
  private static final int OPENING_BUSY_MILLIS = 30_000;

  private final Vertx vertx;
  private final Path file;
  private final FaultPoints faults;
  private final Consumer<Problem> fatal;
  private Writer writer;
  private Pool readers;
  private SqliteInstances instances;
  private SqliteFeed feed;
  private SqliteSealed sealed;

  /**
   * @param file made with its folders when it is not there
   * @param fatal told when the file is damaged: the process should end
   */
  @SuppressWarnings("NullAway.Init")
  public SqliteStore(Vertx vertx, Path file, FaultPoints faults, Consumer<Problem> fatal) {
    this.vertx = vertx;
    this.file = file.toAbsolutePath();
    this.faults = faults;
    this.fatal = fatal;
  }

  @Override
  public Future<Void> start() {
    return vertx.executeBlocking(
        () -> {
          Files.createDirectories(file.getParent());
          writer = new Writer(open(), faults, fatal);
          writer.start();
          readers = readers();
          instances = new SqliteInstances(vertx, writer, readers);
          feed = new SqliteFeed(vertx, writer, readers);
          sealed = new SqliteSealed(vertx, file, writer, readers);
          return null;
        });
  }

  /** Opens the file for looking alone: nothing is made, migrated or written. */
  public void startReading() {
    readers = readers();
  }

  @Override
  public Future<Void> stop() {
    if (writer == null) {
      return readers == null ? Future.succeededFuture() : readers.close();
    }
    // Readers first: the last connection to close folds the log back into the one file.
    return readers
        .close()
        .compose(
            closed ->
                vertx.executeBlocking(
                    () -> {
                      writer.stop();
                      return null;
                    }));
  }

  @Override
  public Future<Void> append(Append append) {
    return writer.append(append, vertx.getOrCreateContext());
  }

  @Override
  public int waiting() {
    return writer.waiting();
  }

  @Override
  public long commits() {
    return writer.commits();
  }

  @Override
  public Future<List<Recorded>> journal(RunId run, long seq) {
    return journal(run, seq, Integer.MAX_VALUE);
  }

  @Override
  public Future<List<Recorded>> journal(RunId run, long seq, int limit) {
    return readers
        .preparedQuery(
            "select seq, at, type, v, meta from journal where tenant = ? and run_no = ? and seq > ?"
                + " order by seq limit ?")
        .execute(Tuple.of(TENANT, run.number(), seq, limit))
        .map(rows -> RunTable.all(rows, RunTable::event));
  }

  @Override
  public Future<Optional<Snapshot>> snapshot(RunId run) {
    return readers
        .preparedQuery(RunTable.SNAPSHOT.formatted("?", "?"))
        .execute(Tuple.of(TENANT, run.number()))
        .map(RunTable::snapshot);
  }

  @Override
  public Future<Map<Long, byte[]>> payloads(RunId run, Collection<Long> seqs) {
    if (seqs.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    // Sequence numbers are numbers: listing them in the text is safe, and has no limit of
    // parameters.
    String list = seqs.toString().replaceAll("[\\[\\]]", "");
    return readers
        .preparedQuery(PAYLOADS.formatted(list))
        .execute(Tuple.of(TENANT, run.number()))
        .map(
            rows -> {
              Map<Long, byte[]> found = new HashMap<>();
              for (Row row : rows) {
                Buffer body = row.getBuffer(1);
                if (body != null) {
                  found.put(row.getLong(0), body.getBytes());
                }
              }
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
    return readers
        .preparedQuery(RunTable.UNSETTLED.formatted("?"))
        .execute(Tuple.of(TENANT))
        .map(rows -> RunTable.all(rows, row -> new RunId(row.getLong(0))));
  }

  @Override
  public Future<List<RunRow>> list(RunQuery query) {
    return rows(RunTable.list(TENANT, query, n -> "?"));
  }

  private Future<List<RunRow>> rows(RunTable.Select select) {
    return readers
        .preparedQuery(select.sql())
        .execute(select.values())
        .map(rows -> RunTable.all(rows, RunTable::run));
  }

  @Override
  public Future<Claim> claim(Claim claim, long since) {
    AtomicReference<Claim> holder = new AtomicReference<>(claim);
    return writer
        .submit(
            statements -> holder.set(statements.claim(claim, since)), vertx.getOrCreateContext())
        .map(durable -> holder.get());
  }

  @Override
  public Future<Void> keepDefinition(String digest, byte[] files) {
    return writer.submit(
        statements -> statements.keepDefinition(digest, files), vertx.getOrCreateContext());
  }

  @Override
  public Future<Optional<byte[]>> definition(String digest) {
    return readers
        .preparedQuery("select files from definitions where tenant = ? and digest = ?")
        .execute(Tuple.of(TENANT, digest))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(rows.iterator().next().getBuffer(0).getBytes()));
  }

  @Override
  public Future<Optional<RunRow>> row(RunId run) {
    return rows(RunTable.one(TENANT, run, n -> "?")).map(rows -> rows.stream().findFirst());
  }

  @Override
  public Future<List<RunRow>> outdated(Kept kept, int limit) {
    return rows(RunTable.outdated(TENANT, kept, limit, n -> "?"));
  }

  @Override
  public Future<Void> purge(RunId run, long head) {
    return writer.submit(
        statements -> statements.removals().purge(run, head), vertx.getOrCreateContext());
  }

  @Override
  public Future<Void> tidy(long claimsSince) {
    return writer
        .submit(
            statements -> statements.removals().forgetClaims(claimsSince),
            vertx.getOrCreateContext())
        .compose(forgotten -> shrink());
  }

  @Override
  public Future<Void> forgetDefinitions(long unusedMillis) {
    String unused = "used_at > 0 and used_at < " + SqliteInstances.NOW + " - " + unusedMillis;
    return readers
        .preparedQuery(RunTable.UNUSED_DEFINITIONS.formatted("?1", unused))
        .execute(Tuple.of(TENANT))
        .map(rows -> RunTable.all(rows, row -> row.getString(0)))
        .compose(digests -> forgetDefinitions(digests, unusedMillis));
  }

  private Future<Void> forgetDefinitions(List<String> digests, long unusedMillis) {
    if (digests.isEmpty()) {
      return Future.succeededFuture();
    }
    return writer.submit(
        statements -> {
          for (String digest : digests) {
            statements.removals().forgetDefinition(digest, unusedMillis);
          }
        },
        vertx.getOrCreateContext());
  }

  /** A part in each transaction, so that appends come between. */
  private Future<Void> shrink() {
    AtomicBoolean more = new AtomicBoolean();
    return writer
        .submit(statements -> more.set(statements.removals().shrink()), vertx.getOrCreateContext())
        .compose(done -> more.get() ? shrink() : Future.succeededFuture());
  }

  @Override
  public Future<Void> check() {
    return readers.query("select 1").execute().mapEmpty();
  }

  @Override
  public Future<StoreFacts> facts() {
    return new SqliteFacts(vertx, file, readers).ask();
  }

  private Connection open() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(OPENING_BUSY_MILLIS);
    // The default asks for the last rowid after every insert, which halves the writer.
    config.setGetGeneratedKeys(false);
    // What a savepoint keeps of pages would go to a file beyond 64 KiB.
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    // What is erased is overwritten: the sealed secrets of callers, and what was in purged runs.
    config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
    Connection connection = config.createConnection("jdbc:sqlite:" + file);
    try {
      verify(connection, "journal_mode", "wal");
      verify(connection, "synchronous", "2");
      verify(connection, "secure_delete", "1");
      allowShrinking(connection);
      Migrations.run(connection);
      waitAtMost(connection, BUSY_MILLIS);
      return connection;
    } catch (SQLException failure) {
      connection.close();
      throw failure;
    }
  }

  /**
   * Makes a new file one that can give freed pages back to the disk, for which appends cost 4 %
   * more. A file that has tables stays as it is.
   */
  private static void allowShrinking(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      try (ResultSet version = sql.executeQuery("pragma user_version")) {
        if (version.next() && version.getInt(1) > 0) {
          return;
        }
      }
      sql.execute("pragma auto_vacuum = incremental");
      // The log has made the first page by now: only this writes it anew.
      sql.execute("vacuum");
    }
  }

  private static void waitAtMost(Connection connection, int millis) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute("pragma busy_timeout = " + millis);
    }
    verify(connection, "busy_timeout", Integer.toString(millis));
  }

  /** A misspelt pragma is ignored in silence, so what was asked for is read back. */
  private static void verify(Connection connection, String pragma, String expected)
      throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery("pragma " + pragma)) {
      String found = rows.next() ? rows.getString(1) : "nothing";
      if (!expected.equalsIgnoreCase(found)) {
        throw new SQLException("pragma " + pragma + " is " + found + ", expected " + expected);
      }
    }
  }

  private Pool readers() {
    JDBCConnectOptions options =
        new JDBCConnectOptions()
            .setJdbcUrl("jdbc:sqlite:" + file + "?open_mode=1&busy_timeout=" + BUSY_MILLIS);
    PoolOptions pool = new PoolOptions().setMaxSize(READERS).setName("ktsu-sqlite-readers");
    return JDBCPool.pool(vertx, options, pool);
  }
}
