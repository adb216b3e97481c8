package dev.ktsu.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunTableTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void columnsStandTwoSpacesApartAndTimesAreLocal() {
    String table =
        RunTable.of(
            List.of(
                run("run_1", "complete", "2026-01-05T10:00:00.4Z", "2026-01-05T11:01:02.9Z"),
                run("run_22", "running", "2026-01-05T10:00:00Z", "2026-01-05T10:00:09Z")),
            BERLIN);

    assertEquals(
        """
        RUN ID  WORKFLOW  STATUS    STARTED              DURATION
        run_1   story     complete  2026-01-05 11:00:00  1h1m3s
        run_22  story     running   2026-01-05 11:00:00  -
        """,
        table);
  }

  @Test
  void noRunsAreAHeader() {
    assertEquals("RUN ID  WORKFLOW  STATUS  STARTED  DURATION\n", RunTable.of(List.of(), BERLIN));
  }

  @Test
  void timesThatCannotBeReadAreLeftOut() {
    String table = RunTable.of(List.of(run("run_1", "failed", "yesterday", "today")), BERLIN);

    assertEquals("run_1   story     failed  -        -", table.lines().toList().getLast());
  }

  private static JsonNode run(String id, String status, String created, String updated) {
    return Json.object()
        .put("id", id)
        .put("workflow_name", "story")
        .put("status", status)
        .put("created_at", created)
        .put("updated_at", updated);
  }
}
