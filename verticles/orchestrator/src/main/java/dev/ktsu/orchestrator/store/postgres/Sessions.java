package dev.ktsu.orchestrator.store.postgres;

import dev.ktsu.futures.Deadline;
import dev.ktsu.futures.Timers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;

/**
 * The connections of the store: some to write, others to read, so that neither waits for the other.
 */
final class Sessions {
  /** One for each flush under way, and as many in place of those that a broken network holds. */
  private static final int WRITERS = 2 * Flushes.AT_ONCE;

  private static final int READERS = 4;

  /** Statements that may wait for a connection. */
  private static final int WAITING_MAX = 10_000;

  private final Timers timers;
  private final Patience patience;
  private final Pool writers;
  private final Pool readers;

  Sessions(Vertx vertx, DatabaseAddress address, Patience patience) {
    this.timers = Timers.of(vertx);
    this.patience = patience;
    // A prepared statement may keep a plan that was made when its table was nearly empty, and read
    // the whole of it for ever. Everything here has an index.
    PgConnectOptions options =
        address.options(patience.statementMillis()).addProperty("enable_seqscan", "off");
    PgConnectOptions writing =
        new PgConnectOptions(options).addProperty("plan_cache_mode", "force_generic_plan");
    this.writers = pool(vertx, writing, "ktsu-postgres-writers", WRITERS);
    this.readers = pool(vertx, options, "ktsu-postgres-readers", READERS);
  }

  /** Runs one statement that commits by itself; fails after a deadline, with its fate unknown. */
  Future<RowSet<Row>> write(String sql, Tuple values) {
    return within(writers.preparedQuery(sql).execute(values));
  }

  Future<RowSet<Row>> read(String sql, Tuple values) {
    return within(readers.preparedQuery(sql).execute(values));
  }

  Future<Void> close() {
    return readers.close().eventually(writers::close);
  }

  private <T> Future<T> within(Future<T> answer) {
    return Deadline.within(timers, patience.statementMillis(), answer, Failures::silent);
  }

  private Pool pool(Vertx vertx, PgConnectOptions options, String name, int size) {
    PoolOptions pool =
        new PoolOptions().setName(name).setMaxSize(size).setMaxWaitQueueSize(WAITING_MAX);
    return PgBuilder.pool()
        .with(pool)
        .with(network(patience))
        .connectingTo(options)
        .using(vertx)
        .build();
  }

  /** A connection whose other end is gone without a word is noticed by its silence. */
  private static NetClientOptions network(Patience patience) {
    return new NetClientOptions()
        .setTcpNoDelay(true)
        .setTcpKeepAlive(true)
        .setConnectTimeout(patience.statementMillis())
        .setIdleTimeout(patience.silenceSeconds());
  }
}
