package dev.ktsu.orchestrator.store;

import static dev.ktsu.orchestrator.store.StoreSamples.born;
import static dev.ktsu.orchestrator.store.StoreSamples.bornAt;
import static dev.ktsu.orchestrator.store.StoreSamples.ended;
import static dev.ktsu.orchestrator.store.StoreSamples.goneOn;
import static dev.ktsu.orchestrator.store.StoreSamples.note;
import static dev.ktsu.orchestrator.store.StoreSamples.owned;
import static dev.ktsu.orchestrator.store.StoreSamples.row;
import static dev.ktsu.orchestrator.store.StoreSamples.rows;
import static dev.ktsu.orchestrator.store.StoreSamples.waking;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Conflict;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.orchestrator.kernel.Event;
import dev.ktsu.orchestrator.kernel.Snapshot;
import dev.ktsu.orchestrator.run.Instance;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.run.RunStore.Append;
import dev.ktsu.orchestrator.run.RunStore.Claim;
import dev.ktsu.orchestrator.run.RunStore.Entry;
import dev.ktsu.orchestrator.run.RunStore.RunQuery;
import dev.ktsu.orchestrator.run.RunStore.RunRow;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every store promises. Each case also runs with two openers: what one has written, the other
 * reads, and what one has moved on, the other cannot.
 */
interface RunStoreContract {
  /** Who writes and who reads. */
  enum Openers {
    ONE,
    TWO
  }

  /** The store that writes. */
  RunStore writer();

  /** Another opener of the same data. */
  RunStore second();

  private RunStore reader(Openers openers) {
    return openers == Openers.ONE ? writer() : second();
  }

  @ParameterizedTest
  @EnumSource(Openers.class)
  default void lastSnapshotIsKeptWithItsAppend(Openers openers) {
    RunId run = new RunId(1);
    writer().append(born(1, "w")).await();
    assertTrue(reader(openers).snapshot(run).await().isEmpty());
    writer().append(StoreSamples.snapped(note(1, 1), new byte[] {1})).await();
    writer().append(note(1, 2)).await();
    writer().append(StoreSamples.snapped(note(1, 3), new byte[] {4, 0})).await();
    refused(writer().append(StoreSamples.snapped(note(1, 1), new byte[] {9})));
    var kept = reader(openers).snapshot(run).await().orElseThrow();
    assertEquals(4, kept.seq());
    assertEquals(Snapshot.VERSION, kept.version());
    assertArrayEquals(new byte[] {4, 0}, kept.state());
  }

  @ParameterizedTest
  @EnumSource(Openers.class)
  default void runsThatWaitForAPersonAreFound(Openers openers) {
    writer().append(born(1, "w")).await();
    writer().append(StoreSamples.holding(born(2, "w"), 3)).await();
    assertEquals(List.of(2L), numbers(reader(openers), RunQuery.held(9)));
    assertEquals(3, StoreSamples.rows(reader(openers)).get(0).held());
    writer().append(note(2, 1)).await();
    assertEquals(List.of(), numbers(reader(openers), RunQuery.held(9)));
  }

  private static Conflict refused(Future<Void> append) {
    Conflict conflict = assertThrows(Conflict.class, append::await);
    assertEquals(Code.STALE_HEAD, conflict.code());
    return conflict;
  }

  @ParameterizedTest
  @EnumSource(Openers.class)
  default void whatWasAppendedIsReadInOrder(Openers openers) {
    RunId run = new RunId(7);
    writer().append(born(7, "w")).await();
    writer().append(ended(7, "w", 1, State.SUCCESS)).await();
    var journal = reader(openers).journal(run, 0).await();
    assertEquals(List.of(1L, 2L), journal.stream().map(Event.Recorded::seq).toList());
    assertEquals(
        new Event.RunCreated("w", "digest", false, "trace", 0, 0, ""), journal.get(0).event());
    assertEquals(101, journal.get(0).at());
    assertEquals(
        List.of(2L),
        reader(openers).journal(run, 1).await().stream().map(Event.Recorded::seq).toList());
  }

  @ParameterizedTest
  @EnumSource(Openers.class)
  default void staleHeadIsRefusedAndLeavesNoTrace(Openers openers) {
    writer().append(born(1, "w")).await();
    refused(reader(openers).append(born(1, "w")));
    refused(reader(openers).append(ended(1, "w", 0, State.FAILED)));
    refused(reader(openers).append(ended(1, "w", 5, State.FAILED)));
    assertEquals(1, writer().journal(new RunId(1), 0).await().size());
    assertEquals(
        State.RUNNING, writer().list(new RunQuery("", List.of(), 10, null)).await().get(0).state());
    reader(openers).append(ended(1, "w", 1, State.SUCCESS)).await();
    refused(writer().append(ended(1, "w", 1, State.FAILED)));
  }

  @ParameterizedTest
  @EnumSource(Openers.class)
  default void refusedAppendDoesNotTouchItsNeighbours(Openers openers) {
    writer().append(born(1, "w")).await();
    List<Future<Void>> together = new ArrayList<>();
    together.add(writer().append(born(2, "w")));
    together.add(writer().append(born(1, "w")));
    together.add(writer().append(born(3, "w")));
    together.get(0).await();
    refused(together.get(1));
    together.get(2).await();
    assertEquals(3, reader(openers).list(new RunQuery("", List.of(), 10, null)).await().size());
  }

  @ParameterizedTest
  @EnumSource(Openers.class)
  default void payloadsAreKeptByteForByte(Openers openers) {
    RunId run = new RunId(4);
    String body = "{\"z\":1,\"a\":\"\\u0000é𝄞\",\"n\":1.10}";
    writer().append(born(4, "w", body.getBytes(StandardCharsets.UTF_8))).await();
    var found = reader(openers).payloads(run, List.of(1L, 2L)).await();
    assertEquals(1, found.size());
    assertArrayEquals(body.getBytes(StandardCharsets.UTF_8), found.get(1L));
    assertTrue(reader(openers).payloads(run, List.of()).await().isEmpty());
  }

  @ParameterizedTest
  @EnumSource(Openers.class)
  default void runThatGoesOnAsItStoodIsFurtherOnInItsRow(Openers openers) {
    RunRow born = waking(owned(4, new Instance("a", "1")), 70).row();
    writer().append(waking(owned(4, new Instance("a", "1")), 70)).await();
    Append on = goneOn(born, 99, Metrics.lasting(5));
    writer().append(on).await();
    assertEquals(List.of(on.row()), rows(reader(openers)));
    assertEquals(List.of(new RunId(4)), reader(openers).unsettled().await());
    refused(writer().append(on));
  }

  /** Small ones may stand elsewhere than large ones. */
  @ParameterizedTest
  @EnumSource(Openers.class)
  default void payloadsOfEverySizeAreReadBackTogether(Openers openers) {
    RunId run = new RunId(4);
    byte[] meta = "{}".getBytes(StandardCharsets.UTF_8);
    Map<Long, byte[]> bodies = new LinkedHashMap<>();
    List<Entry> entries = new ArrayList<>();
    for (int size : new int[] {0, 1, 700, 760, 780, 800, 801, 1_000, 5_000, 100_000}) {
      long seq = entries.size() + 1;
      byte[] body = new byte[size];
      Arrays.fill(body, (byte) seq);
      bodies.put(seq, body);
      entries.add(new Entry(seq, 0, "step_computed", 1, meta, body));
    }
    entries.add(new Entry(entries.size() + 1, 0, "step_computed", 1, meta, null));
    writer()
        .append(new Append(run, 0, entries, row(run, "w", State.RUNNING, entries.size(), "")))
        .await();
    Map<Long, byte[]> found =
        reader(openers).payloads(run, entries.stream().map(Entry::seq).toList()).await();
    assertEquals(bodies.keySet(), found.keySet());
    bodies.forEach((seq, body) -> assertArrayEquals(body, found.get(seq), "payload " + seq));
  }

  @ParameterizedTest
  @EnumSource(Openers.class)
  default void unsettledRunsAreFoundOldestFirst(Openers openers) {
    writer().append(born(30, "w")).await();
    writer().append(born(10, "w")).await();
    writer().append(born(20, "w")).await();
    writer().append(ended(20, "w", 1, State.SUCCESS)).await();
    assertEquals(List.of(new RunId(10), new RunId(30)), reader(openers).unsettled().await());
  }

  @ParameterizedTest
  @EnumSource(Openers.class)
  default void listIsNewestFirstFilteredAndLimited(Openers openers) {
    LongStream.rangeClosed(1, 6)
        .forEach(n -> writer().append(born(n, n % 2 == 0 ? "even" : "odd")).await());
    writer().append(ended(2, "even", 1, State.FAILED)).await();
    RunStore store = reader(openers);
    assertEquals(List.of(6L, 5L), numbers(store, new RunQuery("", List.of(), 2, null)));
    assertEquals(List.of(6L, 4L, 2L), numbers(store, new RunQuery("even", List.of(), 9, null)));
    assertEquals(List.of(2L), numbers(store, new RunQuery("even", List.of(State.FAILED), 9, null)));
    assertEquals(List.of(3L, 2L, 1L), numbers(store, new RunQuery("", List.of(), 9, new RunId(4))));
    RunRow failed = store.list(new RunQuery("", List.of(State.FAILED), 9, null)).await().get(0);
    assertEquals(ended(2, "even", 1, State.FAILED).row(), failed);
  }

  @ParameterizedTest
  @EnumSource(Openers.class)
  default void listIsNarrowedByTheTimeOfCreation(Openers openers) {
    for (long n = 1; n <= 4; n++) {
      writer().append(bornAt(n, 1_000 * n)).await();
    }
    RunStore store = reader(openers);
    assertEquals(List.of(4L, 3L), numbers(store, created(3_000, Long.MAX_VALUE)));
    assertEquals(List.of(2L, 1L), numbers(store, created(0, 3_000)));
    assertEquals(List.of(2L), numbers(store, created(1_001, 2_001)));
    assertEquals(List.of(), numbers(store, created(4_001, Long.MAX_VALUE)));
  }

  /** The number of a run has a time too, by which it is found: that of its naming. */
  @ParameterizedTest
  @EnumSource(Openers.class)
  default void timeOfCreationMayBeElsewhereThanTheTimeInTheNumber(Openers openers) {
    long hour = 3_600_000;
    long most = hour - 60_000;
    long start = 1_700_000_000_000L;
    List<Long> runs = new ArrayList<>();
    for (long off : List.of(-most, 0L, most)) {
      long run = RunId.firstAt(start + runs.size() * 2 * hour + off);
      writer().append(bornAt(run, start + runs.size() * 2 * hour)).await();
      runs.add(0, run);
    }
    RunStore store = reader(openers);
    assertEquals(runs, numbers(store, created(start, start + 4 * hour + 1)));
    assertEquals(runs.subList(0, 2), numbers(store, created(start + 2 * hour, Long.MAX_VALUE)));
    assertEquals(runs.subList(2, 3), numbers(store, created(0, start + 2 * hour)));
    assertEquals(runs.subList(0, 1), numbers(store, created(start + 4 * hour, Long.MAX_VALUE)));
    assertEquals(runs.subList(1, 3), numbers(store, created(0, start + 4 * hour)));
  }

  private static RunQuery created(long since, long until) {
    return new RunQuery("", List.of(), 9, null, since, until, false);
  }

  @ParameterizedTest
  @EnumSource(Openers.class)
  default void journalIsReadPageByPage(Openers openers) {
    RunId run = new RunId(1);
    writer().append(born(1, "w")).await();
    for (long head = 1; head < 5; head++) {
      writer().append(note(1, head)).await();
    }
    RunStore store = reader(openers);
    assertEquals(List.of(1L, 2L), seqs(store, run, 0, 2));
    assertEquals(List.of(3L, 4L, 5L), seqs(store, run, 2, 9));
    assertEquals(List.of(), seqs(store, run, 5, 9));
  }

  private static List<Long> seqs(RunStore store, RunId run, long after, int limit) {
    return store.journal(run, after, limit).await().stream().map(Event.Recorded::seq).toList();
  }

  private static List<Long> numbers(RunStore store, RunQuery query) {
    return store.list(query).await().stream().map(row -> row.run().number()).toList();
  }

  @ParameterizedTest
  @EnumSource(Openers.class)
  default void definitionIsKeptOnce(Openers openers) {
    writer().keepDefinition("d", new byte[] {1, 2, 3}).await();
    reader(openers).keepDefinition("d", new byte[] {9}).await();
    assertArrayEquals(new byte[] {1, 2, 3}, reader(openers).definition("d").await().orElseThrow());
    assertEquals(Optional.empty(), reader(openers).definition("e").await());
  }

  @ParameterizedTest
  @EnumSource(Openers.class)
  default void keyBelongsToWhoClaimsItFirst(Openers openers) {
    Claim first = new Claim("k", "b", new RunId(1), 1_000);
    assertEquals(first, writer().claim(first, 500).await());
    assertEquals(first, writer().claim(new Claim("k", "c", new RunId(2), 1_400), 500).await());
    assertEquals(
        first, reader(openers).claim(new Claim("k", "b", new RunId(3), 1_500), 600).await());
    Claim other = new Claim("l", "b", new RunId(4), 1_600);
    assertEquals(other, reader(openers).claim(other, 600).await());
    Claim later = new Claim("k", "c", new RunId(5), 9_000);
    assertEquals(later, reader(openers).claim(later, 1_001).await());
  }

  @Test
  default void oneOfManyClaimsAtOnceWins() {
    List<Future<Claim>> claims = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      RunStore store = i % 2 == 0 ? writer() : second();
      claims.add(store.claim(new Claim("k", "b", new RunId(i), 1_000 + i), 500));
    }
    assertEquals(1, claims.stream().map(claim -> claim.await().run()).distinct().count());
  }

  @ParameterizedTest
  @EnumSource(Openers.class)
  default void unknownRunIsEmpty(Openers openers) {
    assertTrue(reader(openers).journal(new RunId(99), 0).await().isEmpty());
    assertTrue(reader(openers).payloads(new RunId(99), List.of(1L)).await().isEmpty());
  }

  @Test
  default void manyAppendsAtOnceAreAllDurable() {
    List<Future<Void>> appends = new ArrayList<>();
    for (long n = 1; n <= 2_000; n++) {
      appends.add(writer().append(born(n, "w")));
    }
    Future.all(appends).await();
    assertEquals(2_000, second().unsettled().await().size());
    assertEquals(0, writer().waiting());
    assertTrue(writer().commits() > 0);
  }

  @Test
  default void racingOpenersMoveARunOnceEach() {
    writer().append(born(1, "w")).await();
    long head = 1;
    for (int round = 0; round < 50; round++) {
      Future<Void> one = writer().append(note(1, head));
      Future<Void> two = second().append(note(1, head));
      int won = 0;
      for (Future<Void> append : List.of(one, two)) {
        try {
          append.await();
          won++;
        } catch (Conflict lost) {
          assertEquals(Code.STALE_HEAD, lost.code());
        }
      }
      assertEquals(1, won, "round " + round);
      head++;
    }
    assertEquals(head, writer().journal(new RunId(1), 0).await().size());
  }
}
