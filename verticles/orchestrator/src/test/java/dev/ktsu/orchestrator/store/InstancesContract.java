package dev.ktsu.orchestrator.store;

import static dev.ktsu.orchestrator.store.StoreSamples.by;
import static dev.ktsu.orchestrator.store.StoreSamples.owned;
import static dev.ktsu.orchestrator.store.StoreSamples.rows;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.state.State;
import dev.ktsu.orchestrator.run.Instance;
import dev.ktsu.orchestrator.run.Instances;
import dev.ktsu.orchestrator.run.Instances.Beat;
import dev.ktsu.orchestrator.run.Instances.Life;
import dev.ktsu.orchestrator.run.Instances.Mail;
import dev.ktsu.orchestrator.run.Instances.Member;
import dev.ktsu.orchestrator.run.Instances.Processes;
import dev.ktsu.orchestrator.run.Instances.Roll;
import dev.ktsu.orchestrator.run.Instances.Standing;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.run.StrangeProcesses;
import dev.ktsu.testkit.Waiting;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every store promises to the processes that share it. */
interface InstancesContract {
  Instance ONE = new Instance("one", "a");
  Instance TWO = new Instance("two", "b");

  /** The store of one process. */
  RunStore writer();

  /** The store of another process, over the same data. */
  RunStore second();

  private static Member member(Instance instance) {
    return new Member(instance, new StrangeProcesses("process of " + instance), 60_000);
  }

  /** Joins with a lease that is soon over. */
  private static void joinShortly(Instances instances, Instance instance) {
    instances.join(new Member(instance, new StrangeProcesses(""), 300)).await();
  }

  private static Roll join(Instances instances, Instance instance) {
    return instances.join(member(instance)).await();
  }

  private static Code refused(RunStore store, RunStore.Append append) {
    return assertThrows(Problem.class, () -> store.append(append).await()).code();
  }

  @Test
  default void membersSeeEachOther() {
    assertEquals(List.of(), join(writer().instances(), ONE).others());
    assertEquals(List.of(ONE), join(second().instances(), TWO).others());
    assertEquals(List.of(TWO), writer().instances().renew(member(ONE)).await().others());
    second().instances().leave(TWO).await();
    assertEquals(List.of(), writer().instances().renew(member(ONE)).await().others());
  }

  @Test
  default void onlyAMemberWrites() {
    assertEquals(Code.LEASE_LOST, refused(writer(), by(ONE, owned(1, ONE), null)));
    assertTrue(rows(writer()).isEmpty());
    join(writer().instances(), ONE);
    writer().append(by(ONE, owned(1, ONE), null)).await();
    writer().instances().leave(ONE).await();
    assertEquals(Code.LEASE_LOST, refused(writer(), by(ONE, owned(2, ONE), null)));
    assertEquals(1, rows(writer()).size());
  }

  @Test
  default void refusedWriterDoesNotTouchItsNeighbours() {
    join(writer().instances(), TWO);
    var lost = writer().append(by(ONE, owned(1, ONE), null));
    var kept = writer().append(by(TWO, owned(2, TWO), null));
    kept.await();
    assertThrows(Problem.class, lost::await);
    assertEquals(1, rows(second()).size());
  }

  @Test
  default void whoseLeaseIsOverIsOutOnceAnotherLooks() {
    joinShortly(writer().instances(), ONE);
    writer().append(by(ONE, owned(1, ONE), null)).await();
    join(second().instances(), TWO);
    Waiting.until(
        "the lease to be over",
        () -> second().instances().renew(member(TWO)).await().others().isEmpty());
    assertEquals(Code.LEASE_LOST, refused(writer(), by(ONE, owned(2, ONE), null)));
    assertEquals(Standing.LOST, writer().instances().renew(member(ONE)).await().standing());
    assertEquals(List.of(new RunId(1)), second().instances().orphans().await());
  }

  @Test
  default void restartUnderTheSameNameSucceedsAtOnce() {
    Instance later = new Instance("one", "c");
    join(writer().instances(), ONE);
    writer().append(by(ONE, owned(1, ONE), null)).await();
    assertEquals(List.of(), join(second().instances(), later).others());
    assertEquals(Code.LEASE_LOST, refused(writer(), by(ONE, owned(2, ONE), null)));
    assertEquals(Standing.SUCCEEDED, writer().instances().renew(member(ONE)).await().standing());
    assertEquals(List.of(new RunId(1)), second().instances().orphans().await());
    writer().instances().leave(ONE).await();
    assertEquals(Standing.HELD, second().instances().renew(member(later)).await().standing());
  }

  @Test
  default void nameOfAProcessThatRunsIsNotGivenAway() {
    join(writer().instances(), ONE);
    Instance later = new Instance("one", "c");
    Problem taken =
        assertThrows(
            Problem.class,
            () ->
                second()
                    .instances()
                    .join(knowing(later, "process of one~a", Life.RUNNING))
                    .await());
    assertEquals(Code.INSTANCE_TAKEN, taken.code());
    assertEquals(Standing.HELD, writer().instances().renew(member(ONE)).await().standing());
  }

  @Test
  default void lostProcessIsOutBeforeItsLeaseIsOver() {
    join(writer().instances(), ONE);
    Member knowing = knowing(TWO, "process of one~a", Life.GONE);
    second().instances().join(knowing).await();
    assertEquals(List.of(), second().instances().renew(knowing).await().others());
    assertEquals(Standing.LOST, writer().instances().renew(member(ONE)).await().standing());
  }

  private static Member knowing(Instance instance, String known, Life life) {
    return new Member(
        instance,
        new Processes() {
          @Override
          public String self() {
            return "process of " + instance;
          }

          @Override
          public Life life(String process) {
            return process.equals(known) ? life : Life.UNKNOWN;
          }
        },
        60_000);
  }

  @Test
  default void unsettledRunsWithoutALivingOwnerAreOrphans() {
    join(writer().instances(), ONE);
    writer().append(by(ONE, owned(3, ONE), null)).await();
    writer().append(by(ONE, owned(2, TWO), null)).await();
    writer().append(StoreSamples.born(1, "w")).await();
    writer().append(StoreSamples.born(4, "w")).await();
    writer().append(StoreSamples.ended(4, "w", 1, State.SUCCESS)).await();
    assertEquals(List.of(new RunId(1), new RunId(2)), second().instances().orphans().await());
  }

  @Test
  default void mailStaysUntilItIsDiscardedAsItWasRead() {
    join(writer().instances(), ONE);
    join(second().instances(), TWO);
    writer().append(by(ONE, owned(1, ONE), null)).await();
    second().append(by(TWO, StoreSamples.note(1, 1), ONE)).await();
    List<Mail> first = writer().instances().mail(ONE).await();
    assertEquals(List.of(new Mail(new RunId(1), 2)), first);
    second().append(by(TWO, StoreSamples.note(1, 2), ONE)).await();
    writer().instances().discard(ONE, first).await();
    List<Mail> later = writer().instances().mail(ONE).await();
    assertEquals(List.of(new Mail(new RunId(1), 3)), later);
    writer().instances().discard(ONE, later).await();
    assertEquals(List.of(), writer().instances().mail(ONE).await());
    assertEquals(List.of(), second().instances().mail(TWO).await());
  }

  @Test
  default void runsAreDueByTheirOwner() {
    join(writer().instances(), ONE);
    writer().append(by(ONE, StoreSamples.waking(owned(1, ONE), 500), null)).await();
    writer().append(by(ONE, StoreSamples.waking(owned(2, ONE), 900), null)).await();
    writer().append(by(ONE, StoreSamples.waking(owned(3, TWO), 500), null)).await();
    writer().append(by(ONE, owned(4, ONE), null)).await();
    assertEquals(List.of(new RunId(1)), second().instances().due(ONE, 600).await());
  }

  @Test
  default void lastBeatOfARuntimeIsKeptWithItsAge() {
    Instances instances = writer().instances();
    instances.keepBeat(new Beat("r", true, 0, bytes("{\"n\":1}"))).await();
    instances.keepBeat(new Beat("r", false, 5_000, bytes("{\"n\":2}"))).await();
    List<Beat> beats = second().instances().beats().await();
    assertEquals(1, beats.size());
    assertEquals("r", beats.get(0).runtime());
    assertEquals(false, beats.get(0).trusted());
    assertArrayEquals(bytes("{\"n\":2}"), beats.get(0).body());
    long age = beats.get(0).ageMillis();
    assertTrue(age >= 4_900 && age < 15_000, age + " ms");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
