package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.http.sse.SseEvent;
import dev.ktsu.testkit.TestClient.Answer;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the events of a run tell. */
@Timeout(60)
class EventsTest extends EventsCase {
  private static final String TWO =
      """
      pipeline:
        - {id: one, transform: {inputs: [{from: params}], ops: []}}
        - {id: two, transform: {inputs: [{from: one}], ops: []}}
      """;

  @Test
  void streamTellsTheWholeJournalAndThenTheEnd() {
    String run = ended("whole", TWO);
    try (EventReader reader = open(run)) {
      assertEquals("text/event-stream", reader.header("Content-Type"));
      List<SseEvent> events = reader.toTheEnd();
      assertEquals(
          List.of(
              "run_created", "nodes_added", "step_computed", "step_computed", "run_ended", "end"),
          events.stream().map(SseEvent::name).toList());
      assertEquals(upTo(5), EventReader.seqs(events));
      JsonNode computed = EventReader.data(events.get(2));
      assertEquals(run, computed.get("run_id").textValue());
      assertEquals(3, computed.get("seq").intValue());
      assertEquals("step_computed", computed.get("type").textValue());
      assertEquals("one", computed.get("step").textValue());
      assertTrue(Instant.parse(computed.get("at").textValue()).isAfter(Instant.EPOCH));
      assertEquals("complete", EventReader.data(events.get(5)).get("status").textValue());
    }
  }

  @Test
  void readerThatComesBackGetsTheRest() {
    String run = ended("rest", TWO);
    try (EventReader reader = open(run, "Last-Event-ID", "3")) {
      assertEquals(List.of(4L, 5L), EventReader.seqs(reader.toTheEnd()));
    }
    try (EventReader reader = open(run, "Last-Event-ID", "5")) {
      assertEquals(List.of("end"), reader.toTheEnd().stream().map(SseEvent::name).toList());
    }
    String text = orchestrator.client().get("/runs/" + run + "/events?after=4").text();
    assertFalse(text.contains("id: 4\n"), text);
    assertTrue(text.contains("id: 5\n"), text);
    String both =
        orchestrator.client().get("/runs/" + run + "/events?after=1", "Last-Event-ID", "4").text();
    assertEquals(text, both);
  }

  @Test
  void neitherTokensNorSecretsCanBeReadThere() {
    String run = invoke("hidden", ASK);
    InvokeRequest leg = leg(run);
    String query = URI.create(leg.callbackUrl()).getQuery();
    String token = query.substring(query.indexOf("token=") + "token=".length());
    runtime.answer(leg, "{\"said\":\"" + SECRET + "\"}");
    orchestrator.ended(run);
    String stream = orchestrator.client().get("/runs/" + run + "/events").text();
    String page = orchestrator.client().get("/runs/" + run + "/events?format=json").text();
    for (String shown : List.of(stream, page)) {
      assertTrue(shown.contains("leg_started"), shown);
      assertFalse(shown.contains(token), shown);
      assertFalse(shown.contains(SECRET), shown);
      assertFalse(shown.contains("\"token\""), shown);
    }
  }

  @Test
  void journalIsReadPageByPageAsJson() {
    String run = ended("paged", TWO);
    String path = "/runs/" + run + "/events";
    JsonNode first =
        orchestrator.client().get(path + "?limit=2", "Accept", "application/json").json();
    assertEquals(run, first.get("run_id").textValue());
    assertEquals(List.of("1", "2"), first.get("events").findValuesAsText("seq"));
    assertEquals(2, first.get("next").intValue());
    JsonNode rest = orchestrator.client().get(path + "?format=json&after=2").json();
    assertEquals(List.of("3", "4", "5"), rest.get("events").findValuesAsText("seq"));
    JsonNode none = orchestrator.client().get(path + "?format=json&after=5").json();
    assertEquals("[]", none.get("events").toString());
    assertEquals(5, none.get("next").intValue());
  }

  @Test
  void headOfAStreamIsAnsweredWithoutOne() {
    String run = ended("head", TWO);
    assertEquals(200, orchestrator.client().call("HEAD", "/runs/" + run + "/events").status());
    assertEquals(0, openStreams());
  }

  @Test
  void badQuestionsAreRefusedByName() {
    String run = ended("bad", TWO);
    String path = "/runs/" + run + "/events";
    for (String query : List.of("?after=x", "?after=-1", "?format=xml")) {
      Answer refused = orchestrator.client().get(path + query);
      assertEquals(400, refused.status(), query);
      String name = query.substring(1, query.indexOf('='));
      assertTrue(refused.json().get("message").textValue().contains(name), refused.text());
      assertTrue(refused.json().hasNonNull("detail"), refused.text());
    }
    Answer header = orchestrator.client().get(path, "Last-Event-ID", "abc");
    assertEquals(400, header.status());
    assertTrue(header.text().contains("Last-Event-ID"), header.text());
    for (String format : List.of("json", "sse")) {
      Answer unknown =
          orchestrator.client().get("/runs/run_0000000000000001/events?format=" + format);
      assertEquals(404, unknown.status());
      assertEquals("run_not_found", unknown.json().get("code").textValue());
    }
  }
}
