package dev.ktsu.orchestrator.store.postgres;

import dev.ktsu.orchestrator.run.StoreFacts;
import dev.ktsu.orchestrator.store.InstanceTables;
import dev.ktsu.orchestrator.store.RunTable;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Map;

/** What a database says of itself. Whether pages are damaged only its server can say. */
final class PostgresFacts {
  /** The schema that brought them. */
  private static final int WITH_LEASES = 3;

  private static final String ABOUT =
      """
      select (select value::integer from meta where name = 'schema_version'),
        (select value::integer from meta where name = 'min_reader'),
        (select sum(pg_total_relation_size(oid))::bigint from pg_class where relkind = 'r'
          and relnamespace = (select relnamespace from pg_class where oid = 'runs'::regclass))
      """;

  private static final String COUNTS =
      "select state, count(*) from runs where tenant = $1 group by state";

  private static final String LEASES =
      """
      select id, (extract(epoch from expires_at - clock_timestamp()) * 1000)::bigint
      from instances where tenant = $1
      """;

  private final PostgresInstances.Again again;
  private final String place;

  PostgresFacts(PostgresInstances.Again again, String place) {
    this.again = again;
    this.place = place;
  }

  Future<StoreFacts> ask() {
    return again
        .read(ABOUT, Tuple.tuple())
        .map(rows -> rows.iterator().next())
        .compose(
            about ->
                Future.all(
                        again.read(COUNTS, Tuple.of(PostgresStore.TENANT)),
                        leases(about.getInteger(0)))
                    .map(both -> facts(about, both.resultAt(0), both.resultAt(1))));
  }

  private Future<Map<String, Long>> leases(int schema) {
    return schema < WITH_LEASES
        ? Future.succeededFuture(Map.of())
        : again.read(LEASES, Tuple.of(PostgresStore.TENANT)).map(InstanceTables::leases);
  }

  private StoreFacts facts(Row about, RowSet<Row> counts, Map<String, Long> leases) {
    return new StoreFacts(
        "postgres",
        place,
        about.getInteger(0),
        Migrations.VERSION,
        about.getInteger(1),
        new StoreFacts.Size(about.getLong(2), -1, -1, -1),
        "",
        RunTable.counts(counts),
        leases);
  }
}
