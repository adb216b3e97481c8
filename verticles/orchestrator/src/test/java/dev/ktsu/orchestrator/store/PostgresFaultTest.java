package dev.ktsu.orchestrator.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Conflict;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.problems.Transient;
import dev.ktsu.futures.Clock;
import dev.ktsu.orchestrator.run.RunStore.Claim;
import dev.ktsu.orchestrator.store.postgres.DatabaseAddress;
import dev.ktsu.orchestrator.store.postgres.Patience;
import dev.ktsu.orchestrator.store.postgres.PostgresStore;
import dev.ktsu.testkit.FlakyProxy;
import dev.ktsu.testkit.Waiting;
import dev.ktsu.testkit.postgres.FreshDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What becomes of appends when the network, or the database itself, goes away under them. Alone,
 * since the server that it restarts is that of all classes.
 */
@Isolated
class PostgresFaultTest {
  @RegisterExtension static final FreshDatabase DATABASE = new FreshDatabase();

  private static final Patience SHORT = new Patience(10_000, 1_500, 400, 1);
  private static final Patience LONG = new Patience(10_000, 60_000, 5_000, 30);

  private final Vertx vertx = Vertx.vertx();
  private final List<PostgresStore> opened = new ArrayList<>();
  private FlakyProxy proxy;
  private long nextRun;

  /** Goes through the proxy; another instance has a way of its own. */
  private PostgresStore store;

  private PostgresStore other;

  @BeforeEach
  void open() {
    proxy = FlakyProxy.start(vertx, DATABASE.port());
    store = opened(DATABASE.url(proxy.port()), LONG);
    other = opened(DATABASE.url(), LONG);
    nextRun = 1 + DATABASE.number("select coalesce(max(run_no), 0) from runs");
    store.append(StoreSamples.born(nextRun, "w")).await();
  }

  @AfterEach
  void close() {
    opened.forEach(each -> each.stop().await());
    proxy.stop();
    vertx.close().await();
  }

  private PostgresStore opened(String url, Patience patience) {
    PostgresStore made =
        new PostgresStore(
            vertx,
            DatabaseAddress.of(url, ""),
            patience,
            Clock.system(),
            problem -> {
              throw new AssertionError(problem);
            });
    opened.add(made);
    made.start().await();
    return made;
  }

  /** Events of the runs that the test made beside its first one. */
  private long journaled() {
    return DATABASE.number("select count(*) from journal where run_no > " + nextRun);
  }

  private int events(long run) {
    return other.journal(new RunId(run), 0).await().size();
  }

  @Test
  void commitWhoseAnswerWasLostIsASuccess() {
    proxy.loseAnswers(1);
    store.append(StoreSamples.note(nextRun, 1)).await();
    assertTrue(proxy.hasLostAll());
    assertEquals(2, events(nextRun));
    store.append(StoreSamples.note(nextRun, 2)).await();
  }

  @Test
  void birthWhoseAnswerWasLostIsASuccess() {
    proxy.loseAnswers(1);
    store.append(StoreSamples.born(nextRun + 1, "w")).await();
    assertTrue(proxy.hasLostAll());
    assertEquals(1, events(nextRun + 1));
  }

  @Test
  void definitionsAndClaimsAreKeptThoughTheirAnswersWereLost() {
    proxy.loseAnswers(1);
    store.keepDefinition("d", new byte[] {1}).await();
    assertTrue(proxy.hasLostAll());
    assertTrue(other.definition("d").await().isPresent());
    proxy.loseAnswers(1);
    Claim claim = new Claim("key", "body", new RunId(nextRun), 5);
    assertEquals(claim, store.claim(claim, 0).await());
    assertTrue(proxy.hasLostAll());
  }

  @Test
  void statementThatNeverArrivedIsSentAgain() {
    proxy.loseRequests(1);
    store.append(StoreSamples.note(nextRun, 1)).await();
    assertTrue(proxy.hasLostAll());
    assertEquals(2, events(nextRun));
  }

  @Test
  void lostAnswerOfARunThatHasMovedOnIsStale() {
    proxy.loseAnswerAndGoDown();
    Future<Void> append = store.append(StoreSamples.note(nextRun, 1));
    Waiting.until("the lost answer", proxy::hasLostAll);
    other.append(StoreSamples.note(nextRun, 2)).await();
    proxy.up();
    Conflict stale = assertThrows(Conflict.class, append::await);
    assertEquals(Code.STALE_HEAD, stale.code());
    assertEquals(3, events(nextRun));
  }

  @Test
  void breakingConnectionsLoseNothingAndDoubleNothing() {
    for (int wave = 0; wave < 20; wave++) {
      long first = nextRun + 1 + wave * 150L;
      List<Future<Void>> appends = new ArrayList<>();
      for (long run = first; run < first + 150; run++) {
        appends.add(store.append(StoreSamples.born(run, "w")));
        appends.add(store.append(StoreSamples.note(run, 1)));
      }
      if (wave % 2 == 0) {
        proxy.loseAnswers(1);
      } else {
        proxy.loseRequests(1);
      }
      Future.all(appends).await();
      assertTrue(proxy.hasLostAll(), "wave " + wave);
    }
    assertEquals(
        3_000, DATABASE.number("select count(*) from runs where head = 2 and run_no > " + nextRun));
    assertEquals(6_000, journaled());
  }

  @Test
  void databaseThatIsDownRefusesAfterAWhileAndRecoversByItself() {
    PostgresStore hasty = opened(DATABASE.url(proxy.port()), SHORT);
    proxy.down();
    List<Future<Void>> appends =
        LongStream.range(nextRun + 1, nextRun + 1_000)
            .mapToObj(run -> hasty.append(StoreSamples.born(run, "w")))
            .toList();
    for (Future<Void> append : appends) {
      unavailable(append);
    }
    unavailable(hasty.check());
    unavailable(hasty.journal(new RunId(nextRun), 0));
    assertEquals(0, hasty.waiting());
    proxy.up();
    hasty.check().await();
    hasty.append(StoreSamples.note(nextRun, 1)).await();
    assertEquals(2, events(nextRun));
  }

  @Test
  void silentNetworkRefusesAfterAWhileAndRecoversByItself() {
    PostgresStore hasty = opened(DATABASE.url(proxy.port()), SHORT);
    hasty.append(StoreSamples.born(nextRun + 1, "w")).await();
    proxy.silent();
    unavailable(hasty.append(StoreSamples.note(nextRun + 1, 1)));
    unavailable(hasty.check());
    proxy.up();
    Waiting.until(
        "the store to work again",
        () -> hasty.append(StoreSamples.note(nextRun + 1, 1)).transform(Future::succeededFuture),
        again -> again.await().succeeded());
    assertEquals(2, events(nextRun + 1));
  }

  @Test
  void restartOfTheDatabaseIsWaitedFor() {
    List<Future<Void>> appends = new ArrayList<>();
    LongStream.range(nextRun + 1, nextRun + 2_001)
        .forEach(run -> appends.add(store.append(StoreSamples.born(run, "w"))));
    DATABASE.restartServer();
    LongStream.range(nextRun + 1, nextRun + 2_001)
        .forEach(run -> appends.add(store.append(StoreSamples.note(run, 1))));
    Future.all(appends).await();
    assertEquals(4_000, DATABASE.number("select count(*) from journal where run_no > " + nextRun));
  }

  private static void unavailable(Future<?> refused) {
    Problem problem = assertThrows(Transient.class, refused::await);
    assertEquals(Code.STORE_UNAVAILABLE, problem.code());
  }
}
