package dev.ktsu.orchestrator.store;

import static dev.ktsu.orchestrator.store.StoreSamples.born;
import static dev.ktsu.orchestrator.store.StoreSamples.ended;
import static dev.ktsu.orchestrator.store.StoreSamples.note;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Conflict;
import dev.ktsu.contracts.state.State;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.run.RunStore.Claim;
import dev.ktsu.orchestrator.run.Upkeep;
import dev.ktsu.orchestrator.run.Upkeep.Kept;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every store promises of throwing away. */
interface UpkeepContract {
  /** Also what was kept just now is old enough. */
  long IN_A_MINUTE = -60_000;

  RunStore writer();

  /** Another opener of the same data. */
  RunStore second();

  /** The tables that hold something of a run, by name; all tables are looked at. */
  List<String> tablesWith(RunId run) throws Exception;

  private void settle(long run) {
    writer().append(born(run, "w", new byte[5_000])).await();
    writer().append(ended(run, "w", 1, State.SUCCESS)).await();
  }

  private static void refused(Future<Void> purge) {
    assertEquals(Code.STALE_HEAD, assertThrows(Conflict.class, purge::await).code());
  }

  private static List<Long> outdated(Upkeep store, Kept kept, int limit) {
    return store.outdated(kept, limit).await().stream().map(row -> row.run().number()).toList();
  }

  @Test
  default void rowSaysHowARunStands() {
    settle(3);
    assertEquals(
        Optional.of(ended(3, "w", 1, State.SUCCESS).row()), second().row(new RunId(3)).await());
    assertEquals(Optional.empty(), second().row(new RunId(4)).await());
  }

  @Test
  default void purgedRunLeavesNothingAndTouchesNoOther() throws Exception {
    settle(1);
    settle(2);
    writer().claim(new Claim("k1", "b", new RunId(1), 1_000), 0).await();
    writer().claim(new Claim("k2", "b", new RunId(2), 1_000), 0).await();
    List<String> ofAnother = tablesWith(new RunId(2));
    assertEquals(ofAnother, tablesWith(new RunId(1)));
    assertTrue(ofAnother.containsAll(List.of("journal", "payload", "runs")), ofAnother.toString());
    second().purge(new RunId(1), 2).await();
    assertEquals(List.of(), tablesWith(new RunId(1)));
    assertEquals(ofAnother, tablesWith(new RunId(2)));
    Claim fresh = new Claim("k1", "other", new RunId(9), 1_001);
    assertEquals(fresh, writer().claim(fresh, 0).await());
    assertEquals(
        new RunId(2), writer().claim(new Claim("k2", "b", new RunId(9), 1_001), 0).await().run());
  }

  @Test
  default void purgeOfARunThatHasMovedOnIsRefusedAndChangesNothing() throws Exception {
    settle(1);
    writer().append(born(2, "w")).await();
    List<String> before = tablesWith(new RunId(1));
    refused(second().purge(new RunId(1), 1));
    refused(second().purge(new RunId(2), 1));
    assertEquals(before, tablesWith(new RunId(1)));
    assertEquals(1, writer().journal(new RunId(2), 0).await().size());
  }

  @Test
  default void purgeOfARunThatIsGoneIsDone() {
    settle(1);
    writer().purge(new RunId(1), 2).await();
    second().purge(new RunId(1), 2).await();
  }

  /** A purge and an append that both saw the same head, from two openers. */
  @Test
  default void eitherThePurgeWinsOrTheAppend() throws Exception {
    for (long run = 1; run <= 50; run++) {
      settle(run);
      Future<Void> purge = writer().purge(new RunId(run), 2);
      Future<Void> append = second().append(note(run, 2));
      Future.join(purge, append).otherwiseEmpty().await();
      assertEquals(1, List.of(purge, append).stream().filter(Future::succeeded).count());
      boolean gone = purge.succeeded();
      assertEquals(gone ? 0 : 3, second().journal(new RunId(run), 0).await().size());
      assertEquals(gone, tablesWith(new RunId(run)).isEmpty(), "run " + run);
    }
  }

  @Test
  default void outdatedAreTheOldestSettledRunsBeyondTheCount() {
    for (long run : new long[] {1, 2, 4, 5}) {
      settle(run);
    }
    writer().append(born(3, "w")).await();
    assertEquals(List.of(1L, 2L), outdated(second(), new Kept(2, 0), 9));
    assertEquals(List.of(1L), outdated(second(), new Kept(2, 0), 1));
    assertEquals(List.of(), outdated(second(), new Kept(4, 0), 9));
    assertEquals(List.of(), outdated(second(), new Kept(0, 0), 9));
  }

  @Test
  default void outdatedAreSettledRunsThatEndedBefore() {
    settle(1);
    writer().append(born(2, "w")).await();
    writer().append(note(2, 1)).await();
    writer().append(ended(2, "w", 2, State.FAILED)).await();
    writer().append(born(3, "w")).await();
    assertEquals(List.of(1L), outdated(second(), new Kept(0, 103), 9));
    assertEquals(List.of(1L, 2L), outdated(second(), new Kept(0, 104), 9));
    assertEquals(List.of(), outdated(second(), new Kept(0, 102), 9));
    assertEquals(List.of(1L, 2L), outdated(second(), new Kept(1, 104), 9));
  }

  @Test
  default void definitionsThatNobodyRefersToGoAfterAWhile() {
    settle(1);
    writer().keepDefinition("digest", new byte[] {1}).await();
    writer().keepDefinition("unused", new byte[] {2}).await();
    writer().forgetDefinitions(60_000).await();
    assertTrue(second().definition("unused").await().isPresent());
    writer().forgetDefinitions(IN_A_MINUTE).await();
    assertTrue(second().definition("unused").await().isEmpty());
    assertTrue(second().definition("digest").await().isPresent());
    writer().purge(new RunId(1), 2).await();
    writer().forgetDefinitions(IN_A_MINUTE).await();
    assertTrue(second().definition("digest").await().isEmpty());
  }

  @Test
  default void tidyingThrowsExpiredClaimsAway() {
    writer().claim(new Claim("old", "b", new RunId(1), 1_000), 0).await();
    writer().claim(new Claim("young", "b", new RunId(2), 2_000), 0).await();
    writer().tidy(2_000).await();
    List<RunId> holders = new ArrayList<>();
    for (String key : List.of("old", "young")) {
      holders.add(second().claim(new Claim(key, "b", new RunId(9), 3_000), 0).await().run());
    }
    assertEquals(List.of(new RunId(9), new RunId(2)), holders);
  }
}
