package dev.ktsu.orchestrator.store;

import static dev.ktsu.orchestrator.store.StoreSamples.born;
import static dev.ktsu.orchestrator.store.StoreSamples.ended;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.state.State;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.run.Sealed;
import org.junit.jupiter.api.Test;

/** What every store promises of sealed bytes. */
interface SealedContract {
  byte[] BYTES = {0, 1, -1, 39};

  RunStore writer();

  /** Another opener of the same data. */
  RunStore second();

  private boolean isKept(long run) {
    return second().sealed().of(new RunId(run)).await().isPresent();
  }

  @Test
  default void sealedBytesAreReadByAnotherOpener() {
    writer().sealed().keep(new RunId(1), 1_000, BYTES).await();

    Sealed.Kept kept = second().sealed().of(new RunId(1)).await().orElseThrow();
    assertEquals(1_000, kept.at());
    assertArrayEquals(BYTES, kept.bytes());
    assertFalse(isKept(2));
  }

  @Test
  default void sealedBytesTakeThePlaceOfEarlierOnes() {
    writer().sealed().keep(new RunId(1), 1_000, BYTES).await();
    writer().sealed().keep(new RunId(1), 2_000, new byte[] {7}).await();

    assertArrayEquals(
        new byte[] {7}, second().sealed().of(new RunId(1)).await().orElseThrow().bytes());
  }

  @Test
  default void erasingSparesWhatWasKeptLater() {
    writer().sealed().keep(new RunId(1), 1_000, BYTES).await();

    writer().sealed().erase(new RunId(1), 999).await();
    assertTrue(isKept(1));
    writer().sealed().erase(new RunId(1), 1_000).await();
    assertFalse(isKept(1));
    writer().sealed().erase(new RunId(1), 1_000).await();
  }

  @Test
  default void onlyUnfinishedRunsKeepTheirSealedBytes() {
    writer().append(born(1, "w")).await();
    writer().append(born(2, "w")).await();
    writer().append(ended(2, "w", 1, State.SUCCESS)).await();
    for (long run = 1; run <= 3; run++) {
      writer().sealed().keep(new RunId(run), 1_000, BYTES).await();
    }
    writer().sealed().keep(new RunId(4), 2_000, BYTES).await();

    writer().sealed().eraseUnneeded(2_000).await();

    assertTrue(isKept(1), "unfinished");
    assertFalse(isKept(2), "settled");
    assertFalse(isKept(3), "never begun");
    assertTrue(isKept(4), "about to begin");
  }

  @Test
  default void purgedRunTakesItsSealedBytesAlong() {
    writer().append(born(1, "w")).await();
    writer().append(ended(1, "w", 1, State.SUCCESS)).await();
    writer().sealed().keep(new RunId(1), 1_000, BYTES).await();

    writer().purge(new RunId(1), 2).await();

    assertFalse(isKept(1));
  }
}
