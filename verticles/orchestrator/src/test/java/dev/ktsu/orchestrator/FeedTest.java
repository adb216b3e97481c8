package dev.ktsu.orchestrator;

import static dev.ktsu.orchestrator.EventReader.data;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.http.sse.SseEvent;
import dev.ktsu.testkit.TestClient.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The events of all runs over HTTP. */
class FeedTest extends EventsCase {
  private static final String SUM = "pipeline: [{id: one, transform: {ops: []}}]\n";

  private EventReader feed(String query, String... headers) {
    return EventReader.at(orchestrator, "/events" + query, headers);
  }

  private static boolean endOf(SseEvent event, String run) {
    return event.name().equals("run_ended") && data(event).get("run_id").textValue().equals(run);
  }

  private static List<String> runs(List<SseEvent> events) {
    return events.stream().map(event -> data(event).get("run_id").textValue()).distinct().toList();
  }

  @Test
  void readerWithoutAnIdGetsWhatHappensFromNowOn() {
    ended("before", SUM);
    try (EventReader reader = feed("")) {
      assertEquals(200, reader.status());
      assertEquals("text/event-stream", reader.header("Content-Type"));
      String first = ended("first", SUM);
      String second = ended("second", SUM);
      List<SseEvent> events = reader.until(event -> endOf(event, second));
      assertEquals(List.of(first, second), runs(events));
      JsonNode created = data(events.getFirst());
      assertEquals("run_created", created.get("type").textValue());
      assertEquals("first", created.get("workflow").textValue());
      assertEquals(1, created.get("seq").longValue());
    }
  }

  @Test
  void readerThatWasCutBeforeItsFirstEventComesBackToWhereItWas() {
    String place;
    try (EventReader reader = feed("")) {
      place = reader.place();
    }
    String run = ended("meanwhile", SUM);
    try (EventReader reader = feed("", "Last-Event-ID", place)) {
      assertEquals(List.of(run), runs(reader.until(event -> endOf(event, run))));
    }
  }

  @Test
  void anyIdIsAPlaceToGoOnFrom() {
    String first = ended("go-on", SUM);
    String second = ended("go-on", SUM);
    List<SseEvent> all;
    try (EventReader reader = feed("?from=start")) {
      all = reader.until(event -> endOf(event, second));
    }
    assertTrue(runs(all).containsAll(List.of(first, second)));
    for (int n = 0; n < all.size() - 1; n++) {
      try (EventReader reader = feed("?after=" + all.get(n).id())) {
        assertEquals(all.subList(n + 1, all.size()), reader.until(event -> endOf(event, second)));
      }
    }
  }

  @Test
  void onlyWantedWorkflowsAndTypesAreSent() {
    try (EventReader reader = feed("?workflow=wanted&type=run_created,run_ended")) {
      ended("other", SUM);
      String run = ended("wanted", SUM);
      List<SseEvent> events = reader.until(event -> endOf(event, run));
      assertEquals(List.of(run), runs(events));
      assertEquals(
          List.of("run_created", "run_ended"), events.stream().map(SseEvent::name).toList());
    }
  }

  @Test
  void commitsOfAnotherProcessAreSeen() {
    String run = invoke("by-another", ASK);
    long head = headOf(run);
    try (EventReader reader = feed("?type=run_cancelling")) {
      append(run, head, 3, "enough");
      List<SseEvent> events = reader.until(event -> data(event).get("seq").longValue() == head + 3);
      assertEquals(3, events.size());
    }
  }

  @Test
  void purgedRunIsPassedOver() {
    String first = ended("passed", SUM);
    String second = ended("passed", SUM);
    assertEquals(204, orchestrator.client().call("DELETE", "/runs/" + first).status());
    try (EventReader reader = feed("?from=start&workflow=passed")) {
      assertEquals(List.of(second), runs(reader.until(event -> endOf(event, second))));
    }
  }

  @Test
  void unreadableRequestIsRefusedByName() {
    for (String query : List.of("?after=4", "?type=nothing", "?from=here")) {
      Answer refused = orchestrator.client().get("/events" + query);
      assertEquals(400, refused.status(), query);
      assertEquals("invalid_request", refused.json().get("code").textValue());
    }
  }

  @Test
  void placeThatTheStoreDoesNotKnowIsGone() {
    Answer gone = orchestrator.client().get("/events?after=7fffffffffffffff-1.1");
    assertEquals(410, gone.status());
    assertEquals("events_gone", gone.json().get("code").textValue());
    assertTrue(gone.json().get("detail").textValue().contains("GET /runs"), gone.text());
  }
}
