package dev.ktsu.orchestrator.store.sqlite;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.orchestrator.run.Sealed;
import dev.ktsu.orchestrator.store.RunTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * The table of sealed bytes. Erased ones are overwritten in the file ({@code secure_delete}); the
 * write-ahead log has them until it is emptied, which the next sweep does.
 */
final class SqliteSealed implements Sealed {
  /** Appends wait meanwhile; readers that take longer put it off to the next sweep. */
  private static final int EMPTYING_MILLIS_MAX = 200;

  private final Vertx vertx;
  private final Path file;
  private final Writer writer;
  private final Pool readers;

  /** Something was erased since the log was emptied. */
  private volatile boolean isInLog;

  SqliteSealed(Vertx vertx, Path file, Writer writer, Pool readers) {
    this.vertx = vertx;
    this.file = file;
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public Future<Void> keep(RunId run, long at, byte[] bytes) {
    return write(
        "insert or replace into sealed (tenant, run_no, at, bytes) values (?, ?, ?, ?)",
        SqliteStore.TENANT,
        run.number(),
        at,
        bytes);
  }

  @Override
  public Future<Optional<Kept>> of(RunId run) {
    return readers
        .preparedQuery("select at, bytes from sealed where tenant = ? and run_no = ?")
        .execute(Tuple.of(SqliteStore.TENANT, run.number()))
        .map(
            rows ->
                RunTable.all(rows, row -> new Kept(row.getLong(0), row.getBuffer(1).getBytes()))
                    .stream()
                    .findFirst());
  }

  @Override
  public Future<Void> erase(RunId run, long at) {
    return write(
        "delete from sealed where tenant = ? and run_no = ? and at <= ?",
        SqliteStore.TENANT,
        run.number(),
        at);
  }

  @Override
  public Future<Void> eraseUnneeded(long before) {
    return write(RunTable.UNNEEDED_SEALED.formatted("?", "?"), SqliteStore.TENANT, before)
        .compose(erased -> isInLog ? vertx.executeBlocking(this::emptyLog) : nothing());
  }

  private static Future<Void> nothing() {
    return Future.succeededFuture();
  }

  private Void emptyLog() throws SQLException {
    isInLog = false;
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement sql = connection.createStatement()) {
      sql.execute("pragma busy_timeout = " + EMPTYING_MILLIS_MAX);
      try (ResultSet done = sql.executeQuery("pragma wal_checkpoint(truncate)")) {
        boolean isBusy = !done.next() || done.getInt(1) != 0;
        isInLog |= isBusy;
      }
    }
    return null;
  }

  private Future<Void> write(String sql, Object... values) {
    return writer.submit(
        statements -> {
          if (statements.execute(sql, values) > 0) {
            isInLog = true;
          }
        },
        vertx.getOrCreateContext());
  }
}
