package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.testkit.TestClient.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lists of runs: pages and filters. */
class RunsListTest extends OrchestratorCase {
  private static final String NOTHING = "pipeline: []\n";
  private static final String BROKEN =
      "pipeline:\n  - id: x\n    webhook: {url: \"http://127.0.0.1:1/\"}\n";

  private JsonNode page(String query) {
    Answer answer = orchestrator.client().get("/runs" + query);
    assertEquals(200, answer.status(), answer.text());
    return answer.json();
  }

  private static List<String> ids(JsonNode page) {
    return page.get("runs").findValuesAsText("id");
  }

  private List<String> runs(String stem, String rest, int count) {
    orchestrator.workflow(stem, rest);
    List<String> ids = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      ids.add(orchestrator.run(stem, "{}").at("/run/id").textValue());
    }
    Collections.reverse(ids);
    return ids;
  }

  @Test
  void pagesShowEveryRunOnceWhileOthersComeIn() {
    List<String> newestFirst = runs("paged", NOTHING, 7);
    List<String> seen = new ArrayList<>();
    JsonNode page = page("?workflow=paged&limit=3");
    seen.addAll(ids(page));
    while (page.has("next_cursor")) {
      runs("paged", NOTHING, 1);
      page = page("?workflow=paged&limit=3&cursor=" + page.get("next_cursor").textValue());
      seen.addAll(ids(page));
    }
    assertEquals(newestFirst, seen);
  }

  @Test
  void lastPageHasNoCursorAlsoWhenItIsFull() {
    runs("full", NOTHING, 3);
    assertFalse(page("?workflow=full&limit=3").has("next_cursor"));
    assertTrue(page("?workflow=full&limit=2").has("next_cursor"));
  }

  @Test
  void severalStatusesAndStatesNarrowTheList() {
    String complete = runs("good", NOTHING, 1).getFirst();
    String failed = runs("bad", BROKEN, 1).getFirst();
    List<String> both = ids(page("?status=complete,failed&limit=200"));
    assertTrue(both.containsAll(List.of(complete, failed)));
    assertEquals(List.of(failed), ids(page("?status=complete,failed&workflow=bad")));
    assertEquals(List.of(complete), ids(page("?state=success&workflow=good")));
    assertEquals(List.of(), ids(page("?state=failed&workflow=good")));
    assertEquals(List.of(), ids(page("?state=failed&status=complete")));
    assertEquals(List.of(failed), ids(page("?state=failed,cancelled&status=failed&workflow=bad")));
  }

  @Test
  void listIsNarrowedByTime() {
    runs("timed", NOTHING, 3);
    List<JsonNode> runs = new ArrayList<>();
    page("?workflow=timed").get("runs").forEach(runs::add);
    String second = runs.get(1).get("created_at").textValue();
    List<String> since = ids(page("?workflow=timed&since=" + second));
    List<String> until = ids(page("?workflow=timed&until=" + second));
    assertTrue(since.contains(runs.get(1).get("id").textValue()), since.toString());
    assertFalse(until.contains(runs.get(1).get("id").textValue()), until.toString());
    assertEquals(3, since.size() + until.size());
    assertEquals(3, ids(page("?workflow=timed&since=10m")).size());
    assertEquals(0, ids(page("?workflow=timed&until=1h")).size());
    assertEquals(0, ids(page("?workflow=timed&since=0s&until=7d")).size());
  }

  @Test
  void badFiltersAreRefusedByName() {
    for (String query :
        List.of(
            "?state=complete",
            "?since=yesterday",
            "?until=99999999999999999d",
            "?since=2026-01-31",
            "?cursor=abc",
            "?cursor=AAAAAAAAAAAA")) {
      Answer refused = orchestrator.client().get("/runs" + query);
      assertEquals(400, refused.status(), query);
      String name = query.substring(1, query.indexOf('='));
      assertTrue(refused.json().get("message").textValue().contains(name), refused.text());
      assertTrue(refused.json().get("detail").textValue().length() > 10, refused.text());
    }
  }

  @Test
  void limitIsAtMostTwoHundred() {
    orchestrator.workflow("crowd", NOTHING);
    for (int n = 0; n < 201; n++) {
      orchestrator.invoke("crowd", "{}");
    }
    JsonNode page = page("?workflow=crowd&limit=1000");
    assertEquals(200, ids(page).size());
    assertEquals(
        1, ids(page("?workflow=crowd&cursor=" + page.get("next_cursor").textValue())).size());
  }
}
