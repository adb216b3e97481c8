package dev.ktsu.orchestrator.store.sqlite;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.orchestrator.run.Sealed;
import dev.ktsu.orchestrator.store.RunTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;

/** The table of sealed bytes. */
final class SqliteSealed implements Sealed {
  private final Vertx vertx;
  private final Writer writer;
  private final Pool readers;

  SqliteSealed(Vertx vertx, Writer writer, Pool readers) {
    this.vertx = vertx;
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
    return write(RunTable.UNNEEDED_SEALED.formatted("?", "?"), SqliteStore.TENANT, before);
  }

  private Future<Void> write(String sql, Object... values) {
    return writer.submit(statements -> statements.execute(sql, values), vertx.getOrCreateContext());
  }
}
