package dev.ktsu.orchestrator.store.postgres;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.futures.Backoff;
import dev.ktsu.futures.Futures;
import dev.ktsu.futures.Retry;
import dev.ktsu.orchestrator.store.StoreProblems;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Some appends on their way into the database. Their one statement is sent until the fate of each
 * is known or its time is over; a lost answer is never taken for a yes or a no.
 */
final class Flush {
  private static final Backoff BACKOFF = new Backoff(20, 2, 1_000, 0.5);

  private final Flushes.Outside outside;
  private final Flushes flushes;
  private final List<Order> open;
  private String trouble = "it is behind";

  /**
   * @param orders each of another run
   */
  Flush(Flushes.Outside outside, Flushes flushes, List<Order> orders) {
    this.outside = outside;
    this.flushes = flushes;
    this.open = new ArrayList<>(orders);
    open.sort(Comparator.comparing(order -> order.append().run()));
  }

  /** Succeeds when every order is answered; never fails. */
  Future<Void> run() {
    return Retry.call(outside.timers(), this::waitAfter, this::attempt);
  }

  private Future<Void> attempt() {
    giveUpOverdue();
    if (open.isEmpty()) {
      return Future.succeededFuture();
    }
    return outside
        .sessions()
        .write(
            FlushStatement.SQL, FlushStatement.values(open.stream().map(Order::numbered).toList()))
        .compose(this::settle, this::failed);
  }

  private OptionalLong waitAfter(Throwable failure, int failed) {
    return OptionalLong.of(
        BACKOFF.millisAfter(failed, () -> ThreadLocalRandom.current().nextDouble()));
  }

  private Future<Void> settle(RowSet<Row> rows) {
    Map<RunId, Order> byRun = new HashMap<>();
    open.forEach(order -> byRun.put(order.append().run(), order));
    List<Order> known = new ArrayList<>(open.size());
    for (Row row : rows) {
      Order order = byRun.get(new RunId(row.getLong(0)));
      switch (FlushStatement.fate(row, order.numbered())) {
        case KEPT -> known.add(order);
        case STALE -> {
          order.decide(StoreProblems.staleHead(order.append().run(), order.append().head()));
          known.add(order);
        }
        case NO_MEMBER -> {
          order.decide(StoreProblems.leaseLost(Objects.requireNonNull(order.append().by())));
          known.add(order);
        }
        case UNKNOWN ->
            trouble = "another instance is bringing " + order.append().run() + " into being";
      }
    }
    flushes.committed();
    close(known);
    return open.isEmpty()
        ? Future.succeededFuture()
        : Future.failedFuture(Failures.unavailable(trouble));
  }

  /** What passes is tried again; values that the database refuses do not take others down. */
  private Future<Void> failed(Throwable failure) {
    return switch (Failures.kind(failure)) {
      case PASSING -> {
        trouble = Failures.text(failure);
        flushes.troubled(trouble);
        yield Future.failedFuture(failure);
      }
      case OF_VALUES -> open.size() == 1 ? refuse(failure) : eachAlone();
      case DAMAGE -> {
        outside.fatal().accept(StoreProblems.corrupt(Failures.text(failure)));
        yield refuse(failure);
      }
    };
  }

  private Future<Void> eachAlone() {
    List<Order> orders = List.copyOf(open);
    open.clear();
    return Futures.inOrder(orders, order -> new Flush(outside, flushes, List.of(order)).run());
  }

  private Future<Void> refuse(Throwable failure) {
    open.forEach(order -> order.decide(Failures.refused(order.append().run(), failure)));
    close(List.copyOf(open));
    return Future.succeededFuture();
  }

  private void giveUpOverdue() {
    long now = outside.clock().millis();
    List<Order> overdue = open.stream().filter(order -> order.isOverdue(now)).toList();
    overdue.forEach(order -> order.decide(Failures.unavailable(trouble)));
    close(overdue);
  }

  private void close(List<Order> answered) {
    open.removeAll(Set.copyOf(answered));
    flushes.answer(answered);
  }
}
