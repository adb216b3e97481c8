package dev.ktsu.futures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FuturesTest {
  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void inOrderRunsOneAfterTheOther() {
    List<String> seen = new ArrayList<>();
    List<Promise<Void>> promises = new ArrayList<>();
    Future<Void> all =
        Futures.inOrder(
            List.of("a", "b"),
            name -> {
              seen.add(name);
              promises.add(Promise.promise());
              return promises.get(promises.size() - 1).future();
            });
    assertEquals(List.of("a"), seen);
    promises.get(0).complete();
    assertEquals(List.of("a", "b"), seen);
    assertFalse(all.isComplete());
    promises.get(1).complete();
    assertTrue(all.succeeded());
  }

  @Test
  void inOrderSurvivesAHundredThousandReadySteps() {
    assertTrue(Futures.inOrder(numbers(100_000), n -> Future.succeededFuture()).succeeded());
  }

  @Test
  void inOrderStopsAtTheFirstFailureAlsoAThrownOne() {
    RuntimeException thrown = new IllegalStateException("two");
    List<Integer> seen = new ArrayList<>();
    Future<Void> all =
        Futures.inOrder(
            numbers(5),
            n -> {
              seen.add(n);
              if (n == 2) {
                throw thrown;
              }
              return Future.succeededFuture();
            });
    assertSame(thrown, all.cause());
    assertEquals(List.of(0, 1, 2), seen);
  }

  @Test
  void inParallelKeepsItsLimitAndTheOrderOfResults() {
    List<Promise<Integer>> open = new ArrayList<>();
    Future<List<Integer>> all =
        Futures.inParallel(
            2,
            numbers(5),
            n -> {
              Promise<Integer> one = Promise.promise();
              open.add(one);
              return one.future().map(ten -> n * ten);
            });
    assertEquals(2, open.size());
    open.get(1).complete(10);
    assertEquals(3, open.size());
    open.get(2).complete(10);
    open.get(0).complete(10);
    open.get(3).complete(10);
    open.get(4).complete(10);
    assertEquals(List.of(0, 10, 20, 30, 40), all.result());
  }

  @Test
  void inParallelStartsNothingAfterAFailureAndWaitsForWhatItStarted() {
    List<Promise<Integer>> open = new ArrayList<>();
    Future<List<Integer>> all =
        Futures.inParallel(
            2,
            numbers(5),
            n -> {
              open.add(Promise.promise());
              return open.get(open.size() - 1).future();
            });
    open.get(0).fail("first");
    assertFalse(all.isComplete());
    open.get(1).complete(1);
    assertEquals("first", all.cause().getMessage());
    assertEquals(2, open.size());
  }

  @Test
  void inParallelOfNothingIsDone() {
    assertEquals(
        List.of(), Futures.inParallel(3, List.<Integer>of(), Future::succeededFuture).result());
    assertEquals(
        50_000, Futures.inParallel(3, numbers(50_000), Future::succeededFuture).result().size());
  }

  @Test
  void mailboxWorksOneBatchAtATimeAndGathersTheNext() {
    List<List<String>> batches = new ArrayList<>();
    List<Promise<Void>> open = new ArrayList<>();
    Mailbox<String> mailbox =
        new Mailbox<>(
            2,
            () -> new IllegalStateException("full"),
            batch -> {
              batches.add(batch);
              open.add(Promise.promise());
              return open.get(open.size() - 1).future();
            });
    mailbox.send("a");
    mailbox.send("b");
    mailbox.send("c");
    assertEquals(List.of(List.of("a")), batches);
    assertEquals(2, mailbox.size());
    org.junit.jupiter.api.Assertions.assertThrows(
        IllegalStateException.class, () -> mailbox.send("d"));
    open.get(0).fail("a batch that fails does not stop the next");
    assertEquals(List.of(List.of("a"), List.of("b", "c")), batches);
    open.get(1).complete();
    assertTrue(mailbox.isIdle());
  }

  @Test
  void turnstileLetsTheNextInWhenOneLeaves() {
    Turnstile turnstile = new Turnstile(1);
    Promise<String> first = Promise.promise();
    Future<String> one = turnstile.pass(first::future);
    Future<String> two = turnstile.pass(() -> Future.succeededFuture("two"));
    assertFalse(two.isComplete());
    assertEquals(1, turnstile.waiting());
    first.fail("gone");
    assertTrue(one.failed());
    assertEquals("two", two.result());
  }

  @Test
  void backoffGrowsToItsLimitWithJitter() {
    Backoff backoff = new Backoff(100, 2, 1_000, 0.5);
    assertEquals(100, backoff.millisAfter(1, () -> 0));
    assertEquals(400, backoff.millisAfter(3, () -> 0));
    assertEquals(1_500, backoff.millisAfter(9, () -> 1));
  }

  @Test
  void backoffIsTheTableAtBothEndsOfChanceAndNeverOverflows() {
    Backoff backoff = new Backoff(1_000, 1.5, 60_000, 0.5);
    int[] failed = {1, 2, 3, 4, 6, 8, 10, 11, 12, 1_000, 1_000_000};
    long[] least = {
      1_000, 1_500, 2_250, 3_375, 7_594, 17_086, 38_443, 57_665, 60_000, 60_000, 60_000
    };
    for (int i = 0; i < failed.length; i++) {
      assertEquals(least[i], backoff.millisAfter(failed[i], () -> 0));
      assertEquals(least[i] * 1.5, backoff.millisAfter(failed[i], () -> 1), 1);
    }
  }
}
