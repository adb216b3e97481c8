package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.testkit.TestClient.Answer;
import dev.ktsu.testkit.Waiting;
import dev.ktsu.testkit.postgres.FreshDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader of all events that stays away for longer than they are kept. */
class TrimmedFeedTest {
  @RegisterExtension static final FreshDatabase DATABASE = new FreshDatabase();

  @TempDir Path project;
  private TestOrchestrator orchestrator;

  @AfterEach
  void stop() {
    orchestrator.close();
  }

  private void start(String store) {
    orchestrator =
        new TestOrchestrator(project)
            .with("KTSU_STORE_TYPE", store)
            .with("KTSU_DB_URL", DATABASE.url())
            .with("KTSU_FEED_KEPT", "2")
            .workflow("w", "pipeline: [{id: one, transform: {ops: []}}]\n")
            .sweepingOften()
            .start();
  }

  private int statusOf(String place) {
    try (EventReader reader = EventReader.at(orchestrator, "/events", "Last-Event-ID", place)) {
      return reader.status();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgres"})
  void placeThatWasTrimmedAwayIsGoneAndTheWayBackIsTold(String store) {
    start(store);
    String place;
    try (EventReader reader = EventReader.at(orchestrator, "/events")) {
      place = reader.place();
    }
    assertEquals(200, statusOf(place));
    String last = "";
    for (int run = 0; run < 4; run++) {
      last = orchestrator.run("w", "{}").at("/run/id").textValue();
    }

    Waiting.until("the end of the place", () -> statusOf(place), status -> status == 410);

    Answer gone = orchestrator.client().get("/events?after=" + place);
    assertEquals(410, gone.status());
    JsonNode problem = gone.json();
    assertEquals("events_gone", problem.get("code").textValue());
    assertTrue(problem.get("detail").textValue().contains("GET /runs"), gone.text());
    assertTrue(problem.get("detail").textValue().contains("KTSU_FEED_KEPT"), gone.text());
    orchestrator.restart();
    assertEquals(410, statusOf(place), "after a restart");
    assertOldestIsKeptTo(last);
  }

  /** What is left can be read from its start, to the end of the last run. */
  private void assertOldestIsKeptTo(String run) {
    try (EventReader reader = EventReader.at(orchestrator, "/events?from=start")) {
      var events = reader.until("run_ended");
      assertEquals(run, EventReader.data(events.getLast()).get("run_id").textValue());
    }
  }
}
