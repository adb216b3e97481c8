package dev.ktsu.testing.play;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalTest {
  private static Journal journal(String... events) {
    Journal journal = new Journal();
    List.of(events).forEach(event -> journal.take(Json.parse(event)));
    return journal;
  }

  @Test
  void runIsOverThoughALegThatWasCancelledWithItEndsLater() {
    Journal journal =
        journal(
            "{\"seq\":1,\"type\":\"leg_cancelling\",\"step\":\"items[2]\"}",
            "{\"seq\":2,\"type\":\"run_ended\"}",
            "{\"seq\":3,\"type\":\"leg_ended\",\"step\":\"items[2]\"}");

    assertTrue(journal.isOver());
    assertFalse(journal.isAnyoneAtWork());
  }

  @Test
  void runOfWhichALegIsQueuedIsWorkedOn() {
    Journal journal =
        journal(
            "{\"seq\":1,\"type\":\"leg_queued\",\"step\":\"ask\"}",
            "{\"seq\":2,\"type\":\"granted\",\"step\":\"ask\"}");

    assertFalse(journal.isOver());
    assertTrue(journal.isAnyoneAtWork());
  }
}
