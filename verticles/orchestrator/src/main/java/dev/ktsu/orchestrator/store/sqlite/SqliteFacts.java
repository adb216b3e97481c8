package dev.ktsu.orchestrator.store.sqlite;

import dev.ktsu.orchestrator.run.StoreFacts;
import dev.ktsu.orchestrator.store.InstanceTables;
import dev.ktsu.orchestrator.store.RunTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What a database file says of itself. */
final class SqliteFacts {
  private static final String ABOUT =
      """
      select user_version, page_count * page_size, freelist_count * page_size,
        (select value from meta where name = 'min_reader')
      from pragma_user_version, pragma_page_count, pragma_page_size, pragma_freelist_count
      """;

  /** The schema that brought them. */
  private static final int WITH_LEASES = 3;

  private final Vertx vertx;
  private final Path file;
  private final Pool readers;

  SqliteFacts(Vertx vertx, Path file, Pool readers) {
    this.vertx = vertx;
    this.file = file;
    this.readers = readers;
  }

  /** Reads the whole file, to see whether it is damaged. */
  Future<StoreFacts> ask() {
    return readers
        .query(ABOUT)
        .execute()
        .map(rows -> rows.iterator().next())
        .compose(
            about ->
                readers
                    .query("pragma quick_check(1)")
                    .execute()
                    .map(rows -> rows.iterator().next().getString(0))
                    .compose(health -> facts(about, health.equals("ok") ? "" : health)));
  }

  private Future<StoreFacts> facts(Row about, String damage) {
    // The plus keeps the planner from an index: every row is read anyway.
    return read("select state, count(*) from runs where +tenant = ? group by state")
        .compose(
            counts ->
                leases(about.getInteger(0))
                    .compose(
                        leases ->
                            vertx.executeBlocking(
                                () ->
                                    new StoreFacts(
                                        "sqlite",
                                        file.toString(),
                                        about.getInteger(0),
                                        Migrations.VERSION,
                                        Integer.parseInt(about.getString(3)),
                                        size(about),
                                        damage,
                                        RunTable.counts(counts),
                                        leases))));
  }

  private Future<Map<String, Long>> leases(int schema) {
    return schema < WITH_LEASES
        ? Future.succeededFuture(Map.of())
        : read("select id, expires_at - "
                + SqliteInstances.NOW
                + " from instances where tenant = ?")
            .map(InstanceTables::leases);
  }

  private Future<RowSet<Row>> read(String sql) {
    return readers.preparedQuery(sql).execute(Tuple.of(SqliteStore.TENANT));
  }

  private StoreFacts.Size size(Row about) throws IOException {
    Path log = file.resolveSibling(file.getFileName() + "-wal");
    return new StoreFacts.Size(
        about.getLong(1),
        about.getLong(2),
        Files.exists(log) ? Files.size(log) : 0,
        Files.getFileStore(file).getUsableSpace());
  }
}
