package dev.ktsu.orchestrator.store.postgres;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.futures.Futures;
import dev.ktsu.orchestrator.run.Instance;
import dev.ktsu.orchestrator.run.Instances;
import dev.ktsu.orchestrator.store.InstanceTables;
import dev.ktsu.orchestrator.store.Lease;
import dev.ktsu.orchestrator.store.RunTable;
import dev.ktsu.orchestrator.store.StoreProblems;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** Leases of the processes that share the database. */
final class PostgresInstances implements Instances {
  private static final int TENANT = PostgresStore.TENANT;
  private static final String TELL_ALL = "select pg_notify('ktsu_' || current_schema(), '')";

  private final Again again;
  private final News news;

  /** Runs statements that change nothing when they are done twice. */
  interface Again {
    Future<RowSet<Row>> write(String sql, Tuple values);

    Future<RowSet<Row>> read(String sql, Tuple values);
  }

  PostgresInstances(Again again, News news) {
    this.again = again;
    this.news = news;
  }

  @Override
  public Future<Roll> join(Member me) {
    return leases()
        .compose(
            leases ->
                Lease.isTaken(leases, me)
                    ? Future.failedFuture(StoreProblems.instanceTaken(me.instance().id()))
                    : replace(me))
        .compose(joined -> again.write(TELL_ALL, Tuple.tuple()))
        .compose(told -> leases())
        .map(leases -> Lease.roll(leases, me, Standing.HELD));
  }

  private Future<RowSet<Row>> replace(Member me) {
    return again.write(
        """
        insert into instances (tenant, id, boot, process, expires_at)
        values ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 millisecond')
        on conflict (tenant, id) do update set
          boot = excluded.boot, process = excluded.process, expires_at = excluded.expires_at
        """,
        Tuple.of(
            TENANT,
            me.instance().id(),
            me.instance().boot(),
            me.processes().self(),
            me.leaseMillis()));
  }

  @Override
  public Future<Roll> renew(Member me) {
    return again
        .write(
            """
            update instances set expires_at = clock_timestamp() + $4 * interval '1 millisecond'
            where tenant = $1 and id = $2 and boot = $3
            """,
            Tuple.of(TENANT, me.instance().id(), me.instance().boot(), me.leaseMillis()))
        .compose(
            held ->
                held.rowCount() > 0 ? putOut(me) : leases().map(leases -> Lease.lost(leases, me)));
  }

  private Future<List<Lease>> leases() {
    return again
        .read(
            "select id, boot, process, expires_at > clock_timestamp() from instances where tenant ="
                + " $1",
            Tuple.of(TENANT))
        .map(
            rows ->
                RunTable.all(
                    rows,
                    row ->
                        new Lease(
                            new Instance(row.getString(0), row.getString(1)),
                            row.getString(2),
                            row.getBoolean(3))));
  }

  private Future<Roll> putOut(Member me) {
    return leases()
        .compose(leases -> Futures.inOrder(Lease.gone(leases, me), this::delete))
        .compose(
            gone ->
                again.write(
                    "delete from instances where tenant = $1 and expires_at <= clock_timestamp()",
                    Tuple.of(TENANT)))
        .compose(
            out ->
                again.write(
                    """
                    delete from mail where tenant = $1 and not exists (
                      select from instances i
                      where i.tenant = $1 and i.id || '~' || i.boot = mail.owner)
                    """,
                    Tuple.of(TENANT)))
        .compose(clean -> leases())
        .map(leases -> Lease.roll(leases, me, Standing.HELD));
  }

  @Override
  public Future<Void> leave(Instance me) {
    return delete(me).compose(left -> again.write(TELL_ALL, Tuple.tuple())).mapEmpty();
  }

  private Future<RowSet<Row>> delete(Instance instance) {
    return again.write(
        "delete from instances where tenant = $1 and id = $2 and boot = $3",
        Tuple.of(TENANT, instance.id(), instance.boot()));
  }

  @Override
  public Future<List<RunId>> orphans() {
    return again
        .read(InstanceTables.ORPHANS.formatted("$1"), Tuple.of(TENANT))
        .map(InstanceTables::runs);
  }

  @Override
  public Future<List<RunId>> due(Instance owner, long millis) {
    return again
        .read(
            InstanceTables.DUE.formatted("$1", "$2", "$3"),
            Tuple.of(millis, TENANT, owner.toString()))
        .map(InstanceTables::runs);
  }

  @Override
  public Future<List<Mail>> mail(Instance me) {
    return again
        .read(InstanceTables.MAIL.formatted("$1", "$2"), Tuple.of(TENANT, me.toString()))
        .map(InstanceTables::mail);
  }

  @Override
  public Future<Void> discard(Instance me, List<Mail> read) {
    return again
        .write(
            """
            delete from mail using unnest($3::bigint[], $4::bigint[]) as old (run_no, head)
            where tenant = $1 and owner = $2 and mail.run_no = old.run_no and mail.head = old.head
            """,
            Tuple.of(
                TENANT,
                me.toString(),
                read.stream().map(one -> one.run().number()).toArray(Long[]::new),
                read.stream().map(Mail::head).toArray(Long[]::new)))
        .mapEmpty();
  }

  @Override
  public Future<Void> keepBeat(Beat beat) {
    return again
        .write(
            """
            insert into runtimes (tenant, id, trusted, heard_at, body)
            values ($1, $2, $3, clock_timestamp() - $4 * interval '1 millisecond', $5)
            on conflict (tenant, id) do update set
              trusted = excluded.trusted, heard_at = excluded.heard_at, body = excluded.body
            """,
            Tuple.of(
                TENANT,
                beat.runtime(),
                beat.trusted(),
                beat.ageMillis(),
                Buffer.buffer(beat.body())))
        .mapEmpty();
  }

  @Override
  public Future<List<Beat>> beats() {
    return again
        .read(
            """
            select id, trusted, (extract(epoch from clock_timestamp() - heard_at) * 1000)::bigint,
              body
            from runtimes where tenant = $1
            """,
            Tuple.of(TENANT))
        .map(
            rows ->
                RunTable.all(
                    rows,
                    row ->
                        new Beat(
                            row.getString(0),
                            row.getBoolean(1),
                            row.getLong(2),
                            row.getBuffer(3).getBytes())));
  }

  @Override
  public void onNews(Runnable look) {
    news.onNews(look);
  }
}
