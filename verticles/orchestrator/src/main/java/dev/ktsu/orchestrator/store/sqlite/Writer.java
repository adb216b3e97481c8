package dev.ktsu.orchestrator.store.sqlite;

import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.orchestrator.run.RunStore.Append;
import dev.ktsu.orchestrator.store.StoreProblems;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The one thread that writes. It takes what has queued up, does it in one transaction, commits, and
 * then answers every job on the context it came from: under load one disk flush carries many runs.
 */
final class Writer {
  private static final int JOBS_A_TRANSACTION = 256;

  /** How often an idle writer looks whether another process has committed. */
  private static final long LISTEN_MILLIS = 50;

  /** Work inside the transaction; a {@link Problem} that it throws undoes this job alone. */
  @FunctionalInterface
  interface Job {
    void write(Statements statements) throws SQLException;
  }

  private final class Order {
    private final Job job;
    private final Context context;
    private final Promise<Void> answer = Promise.promise();
    private @Nullable Throwable failure;

    Order(Job job, Context context) {
      this.job = job;
      this.context = context;
    }

    void answer() {
      if (failure == null) {
        answer.complete();
      } else {
        answer.fail(failure);
      }
    }
  }

  private final Connection connection;
  private final Statements statements;
  private final FaultPoints faults;
  private final Consumer<Problem> fatal;
  private final LinkedBlockingQueue<Order> queue = new LinkedBlockingQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder commits = new LongAdder();
  private final Thread thread;
  private volatile boolean stopping;
  private volatile Runnable news = () -> {};
  private int seenVersion;

  /**
   * @param connection in autocommit mode; closed by {@link #stop}
   * @param fatal told when the file is damaged
   */
  Writer(Connection connection, FaultPoints faults, Consumer<Problem> fatal) throws SQLException {
    this.connection = connection;
    this.statements = new Statements(connection);
    this.seenVersion = statements.dataVersion();
    this.faults = faults;
    this.fatal = fatal;
    this.thread = new Thread(this::loop, "ktsu-sqlite-writer");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Queues a job; the future succeeds on {@code context} once the job is durable. */
  Future<Void> submit(Job job, Context context) {
    return queue(new Order(statements -> alone(job, statements), context));
  }

  /** The same for an append, which is refused before it has written: there is nothing to undo. */
  Future<Void> append(Append append, Context context) {
    return queue(new Order(statements -> statements.append(append), context));
  }

  private Future<Void> queue(Order order) {
    if (stopping) {
      return Future.failedFuture(StoreProblems.unavailable("it is stopping"));
    }
    waiting.incrementAndGet();
    queue.add(order);
    return order.answer.future();
  }

  /** Calls {@code look} on {@code context} when another process has committed. */
  void onNews(Runnable look, Context context) {
    news = () -> context.runOnContext(now -> look.run());
  }

  int waiting() {
    return waiting.get();
  }

  /** Transactions so far. */
  long commits() {
    return commits.sum();
  }

  /** Does what is queued, then closes the connection. Blocks. */
  void stop() throws InterruptedException {
    stopping = true;
    thread.join();
  }

  private void loop() {
    List<Order> batch = new ArrayList<>(JOBS_A_TRANSACTION);
    try {
      while (!stopping || !queue.isEmpty()) {
        Order first = queue.poll(LISTEN_MILLIS, TimeUnit.MILLISECONDS);
        if (first == null) {
          listen();
        } else {
          batch.add(first);
          queue.drainTo(batch, JOBS_A_TRANSACTION - 1);
          transact(batch);
          answer(batch);
          batch.clear();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  /** While nothing is written here, others may. */
  private void listen() {
    try {
      hear();
    } catch (SQLException later) {
      // What cannot be read now is read with the next transaction.
    }
  }

  private void hear() throws SQLException {
    int version = statements.dataVersion();
    if (version != seenVersion) {
      seenVersion = version;
      news.run();
    }
  }

  private void transact(List<Order> batch) {
    try {
      statements.begin();
      hear();
      try {
        for (Order order : batch) {
          write(order);
        }
        faults.at(FaultPoints.Point.IN_TRANSACTION);
        statements.commit();
        commits.increment();
      } catch (SQLException | RuntimeException failure) {
        rollBack();
        throw failure;
      }
    } catch (SQLException | RuntimeException failure) {
      Problem problem = classify(failure);
      batch.forEach(order -> order.failure = problem);
    }
  }

  /** The others of its transaction do not notice that a job is refused. */
  private void write(Order order) throws SQLException {
    try {
      order.job.write(statements);
    } catch (Problem refused) {
      order.failure = refused;
    }
  }

  /** A job that is refused leaves no trace. */
  private static void alone(Job job, Statements statements) throws SQLException {
    statements.savepoint();
    try {
      job.write(statements);
    } catch (Problem refused) {
      statements.undo();
      statements.release();
      throw refused;
    }
    statements.release();
  }

  private void rollBack() {
    try {
      statements.rollback();
    } catch (SQLException alreadyRolledBack) {
      // SQLite ends some failed transactions by itself.
    }
  }

  private void answer(List<Order> batch) {
    waiting.addAndGet(-batch.size());
    Context shared = batch.get(0).context;
    List<Order> together = new ArrayList<>(batch.size());
    for (Order order : batch) {
      if (order.context == shared) {
        together.add(order);
      } else {
        order.context.runOnContext(now -> order.answer());
      }
    }
    shared.runOnContext(now -> together.forEach(Order::answer));
  }

  private Problem classify(Exception failure) {
    if (failure instanceof SQLiteException sqlite) {
      SQLiteErrorCode code = sqlite.getResultCode();
      int primary = code.code & 0xff;
      if (primary == SQLiteErrorCode.SQLITE_CORRUPT.code
          || primary == SQLiteErrorCode.SQLITE_NOTADB.code) {
        Problem corrupt = StoreProblems.corrupt(sqlite.getMessage());
        fatal.accept(corrupt);
        return corrupt;
      }
    }
    return StoreProblems.unavailable(String.valueOf(failure.getMessage()));
  }

  private void close() {
    try {
      statements.close();
      connection.close();
    } catch (SQLException ignored) {
      // The file is consistent without a clean close.
    }
  }
}
