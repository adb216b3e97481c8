package dev.ktsu.orchestrator.store.postgres;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.Timers;
import dev.ktsu.orchestrator.run.RunStore.Append;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends that wait, and the few flushes that are under way. While a flush waits for the disk the
 * next appends queue up and share the next one: under load one commit carries many runs. Appends of
 * one run keep their order, because no two of them are under way at once.
 */
final class Flushes {
  /** More would only commit beside each other, with fewer appends each. */
  static final int AT_ONCE = 2;

  private static final Logger LOG = LoggerFactory.getLogger(Flushes.class);
  private static final int APPENDS_A_FLUSH = 256;
  private static final long BYTES_A_FLUSH = 4 << 20;

  private final Context home;
  private final Outside outside;
  private final long patienceMillis;
  private final AtomicLong numbers = new AtomicLong(new SecureRandom().nextLong());
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder commits = new LongAdder();
  private final LinkedList<Order> queue = new LinkedList<>();
  private final Set<RunId> underWay = new HashSet<>();
  private final Promise<Void> drained = Promise.promise();
  private int flying;
  private boolean summoned;
  private boolean troubled;
  private boolean stopping;

  /**
   * What flushes work with.
   *
   * @param fatal told when the database is damaged
   */
  record Outside(Sessions sessions, Clock clock, Timers timers, Consumer<Problem> fatal) {}

  /**
   * @param home the event loop that queue and flushes belong to
   * @param patienceMillis from the queue to the answer of an append
   */
  Flushes(Context home, Outside outside, long patienceMillis) {
    this.home = home;
    this.outside = outside;
    this.patienceMillis = patienceMillis;
  }

  /** Queues an append; answers on {@code caller}. Any thread. */
  Future<Void> append(Append append, Context caller) {
    long until = outside.clock().millis() + patienceMillis;
    Order order = new Order(numbers.incrementAndGet(), append, until, caller);
    waiting.incrementAndGet();
    home.runOnContext(now -> take(order));
    return order.answer();
  }

  /** Appends without an answer. Any thread. */
  int waiting() {
    return waiting.get();
  }

  /** Commits so far. Any thread. */
  long commits() {
    return commits.sum();
  }

  /** Takes nothing more; succeeds when all that was taken is answered. Any thread. */
  Future<Void> stop() {
    home.runOnContext(
        now -> {
          stopping = true;
          summon();
        });
    return drained.future();
  }

  /** The statement of a flush was committed. */
  void committed() {
    commits.increment();
    if (troubled) {
      troubled = false;
      LOG.info("the database can be written again");
    }
  }

  /** The statement of a flush did not come through; said once, until it does. */
  void troubled(String why) {
    if (!troubled) {
      troubled = true;
      LOG.warn("the database cannot be written, trying again: {}", why);
    }
  }

  /** These orders know their fate: tells them, each where it came from. */
  void answer(List<Order> decided) {
    decided.forEach(order -> underWay.remove(order.append().run()));
    tell(decided);
  }

  private void tell(List<Order> decided) {
    waiting.addAndGet(-decided.size());
    Map<Context, List<Order>> byCaller = new LinkedHashMap<>();
    for (Order order : decided) {
      byCaller.computeIfAbsent(order.caller(), unseen -> new ArrayList<>()).add(order);
    }
    byCaller.forEach((caller, orders) -> caller.runOnContext(now -> orders.forEach(Order::tell)));
  }

  private void take(Order order) {
    if (stopping) {
      order.decide(Failures.unavailable("it is stopping"));
      tell(List.of(order));
      return;
    }
    queue.add(order);
    summon();
  }

  /** The next flush departs after what else has arrived by now, which shares it. */
  private void summon() {
    if (!summoned) {
      summoned = true;
      home.runOnContext(now -> depart());
    }
  }

  private void depart() {
    summoned = false;
    while (flying < AT_ONCE) {
      List<Order> aboard = board();
      if (aboard.isEmpty()) {
        break;
      }
      flying++;
      new Flush(outside, this, aboard).run().onComplete(ended -> land());
    }
    if (stopping && flying == 0) {
      drained.tryComplete();
    }
  }

  private void land() {
    flying--;
    summon();
  }

  /** The oldest appends of one writer, one for each run, as many as one statement carries. */
  private List<Order> board() {
    List<Order> aboard = new ArrayList<>();
    long bytes = 0;
    Iterator<Order> orders = queue.iterator();
    while (orders.hasNext() && aboard.size() < APPENDS_A_FLUSH && bytes < BYTES_A_FLUSH) {
      Order order = orders.next();
      boolean together =
          aboard.isEmpty() || Objects.equals(order.append().by(), aboard.get(0).append().by());
      if (together && underWay.add(order.append().run())) {
        orders.remove();
        aboard.add(order);
        bytes += order.bytes();
      }
    }
    return aboard;
  }
}
