package dev.ktsu.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ktsu.contracts.json.Json;
import org.junit.jupiter.api.Test;

/** How an event of any run is shown. */
class EventsCommandTest {
  @Test
  void lineSaysWhatHappenedToWhichRun() {
    assertEquals(
        "2026-01-31T12:00:00.125Z  run_1  hello  leg_ended  greet  complete",
        EventsCommand.line(
            Json.parse(
                """
                {"run_id":"run_1","seq":4,"at":"2026-01-31T12:00:00.125Z","type":"leg_ended",
                 "step":"greet","status":"complete","workflow":"hello"}
                """)));
  }

  @Test
  void lineLeavesOutWhatTheEventHasNot() {
    assertEquals(
        "2026-01-31T12:00:00.125Z  run_1  hello  run_created",
        EventsCommand.line(
            Json.parse(
                """
                {"run_id":"run_1","at":"2026-01-31T12:00:00.125Z","type":"run_created",
                 "workflow":"hello"}
                """)));
  }
}
