package dev.ktsu.orchestrator.store.sqlite;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.orchestrator.run.Instance;
import dev.ktsu.orchestrator.run.Instances;
import dev.ktsu.orchestrator.store.InstanceTables;
import dev.ktsu.orchestrator.store.Lease;
import dev.ktsu.orchestrator.store.RunTable;
import dev.ktsu.orchestrator.store.StoreProblems;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Leases of the processes that share the file. */
final class SqliteInstances implements Instances {
  private static final int TENANT = SqliteStore.TENANT;

  /** Milliseconds since the epoch, by the clock of the machine that all of them share. */
  static final String NOW = "cast(unixepoch('subsec') * 1000 as integer)";

  private final Vertx vertx;
  private final Writer writer;
  private final Pool readers;

  SqliteInstances(Vertx vertx, Writer writer, Pool readers) {
    this.vertx = vertx;
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public Future<Roll> join(Member me) {
    return write(
        sql -> {
          if (Lease.isTaken(leases(sql), me)) {
            throw StoreProblems.instanceTaken(me.instance().id());
          }
          update(
              sql,
              "insert or replace into instances (tenant, id, boot, process, expires_at) values (?,"
                  + " ?, ?, ?, "
                  + NOW
                  + " + ?)",
              TENANT,
              me.instance().id(),
              me.instance().boot(),
              me.processes().self(),
              me.leaseMillis());
          return Lease.roll(leases(sql), me, Standing.HELD);
        });
  }

  @Override
  public Future<Roll> renew(Member me) {
    return write(
        sql -> {
          int held =
              update(
                  sql,
                  "update instances set expires_at = "
                      + NOW
                      + " + ? where tenant = ? and id = ? and boot = ?",
                  me.leaseMillis(),
                  TENANT,
                  me.instance().id(),
                  me.instance().boot());
          if (held == 0) {
            return Lease.lost(leases(sql), me);
          }
          update(sql, "delete from instances where tenant = ? and expires_at <= " + NOW, TENANT);
          for (Instance gone : Lease.gone(leases(sql), me)) {
            delete(sql, gone);
          }
          update(
              sql,
              "delete from mail where tenant = ? and owner not in (select id || '~' || boot from"
                  + " instances)",
              TENANT);
          return Lease.roll(leases(sql), me, Standing.HELD);
        });
  }

  @Override
  public Future<Void> leave(Instance me) {
    return write(
        sql -> {
          delete(sql, me);
          return null;
        });
  }

  @Override
  public Future<List<RunId>> orphans() {
    return readers
        .preparedQuery(InstanceTables.ORPHANS.formatted("?"))
        .execute(Tuple.of(TENANT))
        .map(InstanceTables::runs);
  }

  @Override
  public Future<List<RunId>> due(Instance owner, long millis) {
    return readers
        .preparedQuery(InstanceTables.DUE.formatted("?", "?", "?"))
        .execute(Tuple.of(millis, TENANT, owner.toString()))
        .map(InstanceTables::runs);
  }

  @Override
  public Future<List<Mail>> mail(Instance me) {
    return readers
        .preparedQuery(InstanceTables.MAIL.formatted("?", "?"))
        .execute(Tuple.of(TENANT, me.toString()))
        .map(InstanceTables::mail);
  }

  @Override
  public Future<Void> discard(Instance me, List<Mail> read) {
    return write(
        sql -> {
          for (Mail one : read) {
            update(
                sql,
                "delete from mail where tenant = ? and owner = ? and run_no = ? and head = ?",
                TENANT,
                me.toString(),
                one.run().number(),
                one.head());
          }
          return null;
        });
  }

  @Override
  public Future<Void> keepBeat(Beat beat) {
    return write(
        sql -> {
          update(
              sql,
              "insert or replace into runtimes (tenant, id, trusted, heard_at, body) values (?, ?,"
                  + " ?, "
                  + NOW
                  + " - ?, ?)",
              TENANT,
              beat.runtime(),
              beat.trusted() ? 1 : 0,
              beat.ageMillis(),
              beat.body());
          return null;
        });
  }

  @Override
  public Future<List<Beat>> beats() {
    return readers
        .preparedQuery(
            "select id, trusted, " + NOW + " - heard_at, body from runtimes where tenant = ?")
        .execute(Tuple.of(TENANT))
        .map(
            rows ->
                RunTable.all(
                    rows,
                    row ->
                        new Beat(
                            row.getString(0),
                            row.getInteger(1) == 1,
                            row.getLong(2),
                            row.getBuffer(3).getBytes())));
  }

  @Override
  public void onNews(Runnable look) {
    writer.onNews(look, vertx.getOrCreateContext());
  }

  private static List<Lease> leases(Connection sql) throws SQLException {
    List<Lease> all = new ArrayList<>();
    try (PreparedStatement list =
        sql.prepareStatement(
            "select id, boot, process, expires_at > " + NOW + " from instances where tenant = ?")) {
      list.setInt(1, TENANT);
      try (ResultSet found = list.executeQuery()) {
        while (found.next()) {
          Instance instance = new Instance(found.getString(1), found.getString(2));
          all.add(new Lease(instance, found.getString(3), found.getBoolean(4)));
        }
      }
    }
    return all;
  }

  private static void delete(Connection sql, Instance instance) throws SQLException {
    update(
        sql,
        "delete from instances where tenant = ? and id = ? and boot = ?",
        TENANT,
        instance.id(),
        instance.boot());
  }

  private static int update(Connection sql, String text, Object... values) throws SQLException {
    try (PreparedStatement update = sql.prepareStatement(text)) {
      for (int i = 0; i < values.length; i++) {
        update.setObject(i + 1, values[i]);
      }
      return update.executeUpdate();
    }
  }

  private interface Work<T> {
    T on(Connection sql) throws SQLException;
  }

  private <T> Future<T> write(Work<T> work) {
    AtomicReference<T> result = new AtomicReference<>();
    return writer
        .submit(
            statements -> result.set(work.on(statements.connection())), vertx.getOrCreateContext())
        .map(durable -> result.get());
  }
}
