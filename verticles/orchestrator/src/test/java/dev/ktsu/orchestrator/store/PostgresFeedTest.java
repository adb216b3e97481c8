package dev.ktsu.orchestrator.store;

import static dev.ktsu.orchestrator.store.StoreSamples.born;
import static dev.ktsu.orchestrator.store.StoreSamples.note;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.futures.Clock;
import dev.ktsu.orchestrator.run.Feed;
import dev.ktsu.orchestrator.run.Feed.Fed;
import dev.ktsu.orchestrator.run.Feed.Page;
import dev.ktsu.orchestrator.run.FeedPosition;
import dev.ktsu.orchestrator.store.postgres.DatabaseAddress;
import dev.ktsu.orchestrator.store.postgres.Patience;
import dev.ktsu.orchestrator.store.postgres.PostgresStore;
import dev.ktsu.testkit.Waiting;
import dev.ktsu.testkit.postgres.FreshDatabase;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The feed of a database whose transactions commit in another order than they began. */
class PostgresFeedTest {
  @RegisterExtension static final FreshDatabase DATABASE = new FreshDatabase();
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private final Vertx vertx = Vertx.vertx();
  private final String schema = "feed_" + SCHEMAS.incrementAndGet();
  private final PostgresStore store =
      new PostgresStore(
          vertx,
          DatabaseAddress.of(DATABASE.url(), schema),
          Patience.USUAL,
          Clock.system(),
          problem -> {
            throw new AssertionError(problem);
          });

  @BeforeEach
  void start() {
    store.start().await();
  }

  @AfterEach
  void stop() {
    store.stop().await();
    vertx.close().await();
  }

  private Connection open() throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            "jdbc:" + DATABASE.url().replace("postgres@", "").replace("postgres:", "postgresql:"),
            "postgres",
            "");
    connection.setSchema(schema);
    connection.setAutoCommit(false);
    return connection;
  }

  /** The first event of a run, of which only its own transaction knows. */
  private static void append(Connection connection, long run) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute(
          """
          insert into journal (tenant, run_no, seq, at, type, v, meta)
          values (0, %1$d, 1, 1, 'run_started', 1, '{}');
          insert into feed (tenant, run_nos, first_seqs, last_seqs)
          values (0, '{%1$d}', '{1}', '{1}')
          """
              .formatted(run));
    }
  }

  private List<Long> runs(FeedPosition after) {
    return store.feed().read(after, 9).await().events().stream()
        .map(fed -> fed.run().number())
        .toList();
  }

  private void expect(List<Long> runs, FeedPosition after) {
    Waiting.until("runs " + runs, () -> runs(after).size() >= runs.size());
    assertEquals(runs, runs(after));
  }

  @Test
  void commitThatComesLateIsNotPassedOver() throws SQLException {
    store.append(born(1, "w")).await();
    expect(List.of(1L), FeedPosition.START);
    FeedPosition last = store.feed().read(FeedPosition.START, 9).await().next();
    try (Connection early = open();
        Connection later = open()) {
      append(early, 2);
      store.append(born(3, "w")).await();
      append(later, 4);
      store.append(born(5, "w")).await();
      FeedPosition now = store.feed().bounds().await().end();

      assertEquals(List.of(), runs(last));
      assertEquals(last, store.feed().read(last, 9).await().next());

      early.commit();
      expect(List.of(2L, 3L), last);
      later.commit();
      expect(List.of(2L, 3L, 4L, 5L), last);
      expect(List.of(2L, 3L, 4L, 5L), now);
    }
  }

  @Test
  void transactionThatIsUndoneLeavesNoGap() throws SQLException {
    try (Connection undone = open()) {
      append(undone, 1);
      store.append(born(2, "w")).await();
      undone.rollback();
    }
    expect(List.of(2L), FeedPosition.START);
  }

  /** Transactions that overlap in every way, while a reader follows them. */
  @Test
  void readerSeesEachCommitOnceInTheOrderThatStays() throws SQLException {
    List<Fed> live = new ArrayList<>();
    FeedPosition next = FeedPosition.START;
    Connection[] open = new Connection[4];
    for (int n = 0; n < 60; n++) {
      int seat = n * 7 % open.length;
      if (open[seat] != null) {
        open[seat].commit();
        open[seat].close();
      }
      open[seat] = open();
      append(open[seat], n + 1);
      Page page = store.feed().read(next, 3).await();
      live.addAll(page.events());
      next = page.next();
    }
    for (Connection each : open) {
      each.commit();
      each.close();
    }
    FeedPosition seen = next;
    Waiting.until("the rest", () -> live.size() + all(seen).size() == 60);
    live.addAll(all(seen));
    assertEquals(live, all(FeedPosition.START));
    assertEquals(60, live.stream().map(Fed::run).distinct().count());
  }

  private List<Fed> all(FeedPosition after) {
    Page page = store.feed().read(after, 60).await();
    List<Fed> events = new ArrayList<>(page.events());
    if (!page.next().equals(after)) {
      events.addAll(all(page.next()));
    }
    return events;
  }

  @Test
  void copyInAnotherServerBeginsAnewAndRefusesPlacesOfTheFirst() {
    store.append(born(1, "w")).await();
    long future = 1L << 40;
    DATABASE.execute("update %s.feed set commit_no = %d".formatted(schema, future));
    DATABASE.execute("insert into %s.meta values ('feed_oldest', '%d')".formatted(schema, future));
    Feed feed = store.feed();
    FeedPosition end = feed.bounds().await().end();
    assertFalse(feed.bounds().await().hold(new FeedPosition(future, 1, 1)));
    assertTrue(feed.bounds().await().hold(end));
    store.append(note(1, 1)).await();
    feed.trim(1_000).await();
    expect(List.of(1L), end);
    assertEquals(1, DATABASE.number("select count(*) from %s.feed".formatted(schema)));
  }
}
