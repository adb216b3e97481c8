package dev.ktsu.orchestrator.store.postgres;

import dev.ktsu.futures.Futures;
import dev.ktsu.settings.SettingError;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/**
 * Brings a database to the schema of this release: {@code V<n>.sql} in order, all in one
 * transaction and one instance at a time. {@code meta.schema_version} is the schema's version,
 * {@code meta.min_reader} the oldest release of the schema that can read it; only an older reader
 * is refused. A database that is up to date is only read.
 */
final class Migrations {
  /** The version that this release writes. */
  static final int VERSION = 7;

  /** The oldest reader of what this release writes. */
  private static final int MIN_READER = 1;

  /** Of the lock that lets one instance at a time migrate: "ktsu" in ASCII. */
  private static final long LOCK = 0x6b747375L;

  private final PgConnection connection;
  private final String schema;

  /**
   * @param schema made when it is not there; empty for where the search path leads
   */
  Migrations(PgConnection connection, String schema) {
    this.connection = connection;
    this.schema = schema;
  }

  /** Fails with {@link SettingError} when the database is too new. */
  Future<Void> run() {
    return found()
        .compose(
            found -> {
              if (found >= VERSION) {
                return refuseTooNew(found);
              }
              return connection
                  .begin()
                  .compose(
                      transaction ->
                          migrate()
                              .compose(
                                  done -> transaction.commit(),
                                  failure ->
                                      transaction
                                          .rollback()
                                          .transform(ended -> Future.failedFuture(failure))));
            });
  }

  private Future<Void> migrate() {
    return execute("select pg_advisory_xact_lock(" + LOCK + ")")
        .compose(locked -> makeSchema())
        .compose(
            there ->
                execute(
                    "create table if not exists meta (name text primary key, value text not null)"))
        // Another instance may have been faster while this one waited for the lock.
        .compose(there -> number("schema_version"))
        .compose(
            found ->
                Futures.inOrder(
                    IntStream.rangeClosed(found + 1, VERSION).boxed().toList(), this::step));
  }

  /** Asked first, because making it takes a right that its owner may not have. */
  private Future<Void> makeSchema() {
    if (schema.isEmpty()) {
      return nothing();
    }
    return truth("select to_regnamespace('" + schema + "') is not null")
        .compose(there -> there ? nothing() : execute("create schema " + schema));
  }

  private Future<Void> step(int version) {
    return execute(script(version))
        .compose(done -> keep("schema_version", version))
        .compose(done -> keep("min_reader", MIN_READER));
  }

  private Future<Void> refuseTooNew(int found) {
    if (found == VERSION) {
      return nothing();
    }
    return number("min_reader")
        .compose(
            minReader ->
                minReader <= VERSION
                    ? nothing()
                    : Future.failedFuture(
                        new SettingError(
                            "the database has schema "
                                + found
                                + " and this release reads up to "
                                + VERSION
                                + "; use the release that wrote it, or a newer one")));
  }

  /** The version of the schema, 0 for an empty database. */
  private Future<Integer> found() {
    return truth("select to_regclass('meta') is not null")
        .compose(there -> there ? number("schema_version") : Future.succeededFuture(0));
  }

  private Future<Boolean> truth(String query) {
    return connection.query(query).execute().map(rows -> rows.iterator().next().getBoolean(0));
  }

  private Future<Integer> number(String name) {
    return connection
        .preparedQuery("select value from meta where name = $1")
        .execute(Tuple.of(name))
        .map(rows -> rows.size() == 0 ? 0 : Integer.parseInt(rows.iterator().next().getString(0)));
  }

  private Future<Void> keep(String name, int value) {
    return connection
        .preparedQuery(
            "insert into meta values ($1, $2) on conflict (name) do update set value = $2")
        .execute(Tuple.of(name, Integer.toString(value)))
        .mapEmpty();
  }

  private Future<Void> execute(String sql) {
    return connection.query(sql).execute().mapEmpty();
  }

  private static Future<Void> nothing() {
    return Future.succeededFuture();
  }

  private static String script(int version) {
    try (InputStream in = Migrations.class.getResourceAsStream("V" + version + ".sql")) {
      if (in == null) {
        throw new IllegalStateException("V" + version + ".sql is missing in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
