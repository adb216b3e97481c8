package dev.ktsu.orchestrator.store.postgres;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.orchestrator.run.Sealed;
import dev.ktsu.orchestrator.store.RunTable;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;

/** The table of sealed bytes. Doing a statement again does no harm. */
final class PostgresSealed implements Sealed {
  private final PostgresInstances.Again statements;

  PostgresSealed(PostgresInstances.Again statements) {
    this.statements = statements;
  }

  @Override
  public Future<Void> keep(RunId run, long at, byte[] bytes) {
    return statements
        .write(
            """
            insert into sealed (tenant, run_no, at, bytes) values ($1, $2, $3, $4)
            on conflict (tenant, run_no) do update set at = excluded.at, bytes = excluded.bytes
            """,
            Tuple.of(PostgresStore.TENANT, run.number(), at, Buffer.buffer(bytes)))
        .mapEmpty();
  }

  @Override
  public Future<Optional<Kept>> of(RunId run) {
    return statements
        .read(
            "select at, bytes from sealed where tenant = $1 and run_no = $2",
            Tuple.of(PostgresStore.TENANT, run.number()))
        .map(
            rows ->
                RunTable.all(rows, row -> new Kept(row.getLong(0), row.getBuffer(1).getBytes()))
                    .stream()
                    .findFirst());
  }

  @Override
  public Future<Void> erase(RunId run, long at) {
    return statements
        .write(
            "delete from sealed where tenant = $1 and run_no = $2 and at <= $3",
            Tuple.of(PostgresStore.TENANT, run.number(), at))
        .mapEmpty();
  }

  @Override
  public Future<Void> eraseUnneeded(long before) {
    return statements
        .write(
            RunTable.UNNEEDED_SEALED.formatted("$1", "$2"), Tuple.of(PostgresStore.TENANT, before))
        .mapEmpty();
  }
}
