package dev.ktsu.orchestrator.store.postgres;

import dev.ktsu.futures.Deadline;
import dev.ktsu.futures.Timers;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.SettingError;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done before a database is used: its schema, and a look at what it promises. */
final class Setup {
  private static final Logger LOG = LoggerFactory.getLogger(Setup.class);

  /** A connection, resources, another one's lock, a server that starts or stops. */
  private static final Set<String> PASSING = Set.of("08", "40", "53", "55", "57");

  private Setup() {}

  static Future<Void> run(Vertx vertx, DatabaseAddress address, Patience patience) {
    // Another instance may be migrating: waiting for it may take as long as a start.
    int millis = Math.toIntExact(patience.startMillis());
    Future<Void> work =
        PgConnection.connect(vertx, address.options(millis))
            .compose(
                connection ->
                    new Migrations(connection, address.schema())
                        .run()
                        .compose(migrated -> warnOfLoss(connection))
                        .eventually(connection::close));
    return Deadline.within(Timers.of(vertx), millis, work, Failures::silent);
  }

  /** Whether waiting may help; a refused login or a missing database does not heal by itself. */
  static boolean mayPass(Throwable failure) {
    return switch (failure) {
      case PgException refused -> PASSING.contains(Failures.family(refused));
      case SettingError wrong -> false;
      case IllegalArgumentException wrong -> false;
      default -> true;
    };
  }

  /** Why the start failed, and what to do. */
  static SettingError sentence(Throwable failure, DatabaseAddress address) {
    return failure instanceof SettingError wrong
        ? new SettingError("init store: " + wrong.getMessage())
        : new SettingError(
            "init store: the database "
                + address
                + " cannot be used: "
                + Failures.text(failure)
                + "; check "
                + Registry.DB_URL.env()
                + " and that Postgres runs");
  }

  private static Future<Void> warnOfLoss(PgConnection connection) {
    return connection
        .query(
            "select name from pg_settings where setting = 'off'"
                + " and name in ('fsync', 'full_page_writes', 'synchronous_commit')")
        .execute()
        .map(
            rows -> {
              rows.forEach(
                  row ->
                      LOG.warn(
                          "{} is off in this database: acknowledged runs are lost when its machine"
                              + " fails",
                          row.getString(0)));
              return null;
            });
  }
}
