package dev.ktsu.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.http.sse.SseEvent;
import dev.ktsu.http.sse.SseWriter;
import dev.ktsu.shell.CommandError;
import dev.ktsu.testkit.FakeServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Following a run over connections that break. */
class EventTailTest {
  private static final int EVENTS = 6;

  private final Vertx vertx = Vertx.vertx();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private EventTail tail(FakeServer server) {
    return new EventTail(new OrchestratorClient(server.url(), "a-key"), "runs watch", "run_1");
  }

  /** At most two events a connection, then it breaks; every second question is refused. */
  private void flaky(HttpServerRequest request) {
    String last = request.getHeader("Last-Event-ID");
    asked.add(String.valueOf(last));
    HttpServerResponse response = request.response();
    if (asked.size() % 2 == 0) {
      FakeServer.reply(response, 503, Json.object().put("error", "draining"));
      return;
    }
    int from = last == null ? 1 : Integer.parseInt(last) + 1;
    response.setChunked(true).putHeader("Content-Type", SseWriter.CONTENT_TYPE);
    for (int seq = from; seq < Math.min(from + 2, EVENTS + 1); seq++) {
      response.write(
          SseWriter.event(new SseEvent("step", "{\"seq\":" + seq + "}", Integer.toString(seq))));
    }
    if (from > EVENTS) {
      response.end(SseWriter.event(new SseEvent("end", "{\"status\":\"complete\"}", "")));
    } else {
      response.write(SseWriter.comment("ping")).onSuccess(sent -> request.connection().close());
    }
  }

  @Test
  void brokenConnectionsAreTakenUpAfterTheLastEvent() {
    List<Integer> seqs = new ArrayList<>();

    JsonNode end =
        tail(FakeServer.start(vertx, this::flaky)).follow(e -> seqs.add(e.get("seq").asInt()));

    assertEquals(List.of(1, 2, 3, 4, 5, 6), seqs);
    assertEquals("complete", end.get("status").asText());
    assertEquals("null", asked.getFirst());
    assertTrue(asked.size() >= 7, asked.toString());
  }

  @Test
  void refusalIsAnErrorAtOnce() {
    FakeServer server =
        FakeServer.start(
            vertx,
            request -> {
              asked.add(request.getHeader("X-API-Key"));
              FakeServer.reply(
                  request.response(), 404, Json.object().put("error", "run not found"));
            });

    CommandError refused = assertThrows(CommandError.class, () -> tail(server).follow(event -> {}));

    assertEquals("runs watch: run not found (status 404)", refused.getMessage());
    assertEquals(List.of("a-key"), asked);
  }

  @Test
  void serverWithoutEventsIsNamed() {
    FakeServer older =
        FakeServer.start(
            vertx, request -> request.response().setStatusCode(404).end("404 page not found"));

    CommandError refused = assertThrows(CommandError.class, () -> tail(older).follow(event -> {}));

    assertTrue(refused.getMessage().contains("404 page not found"), refused.getMessage());
  }

  @Test
  void idWithoutAnEventIsAPlaceToComeBackTo() {
    FakeServer server =
        FakeServer.start(
            vertx,
            request -> {
              asked.add(String.valueOf(request.getHeader("Last-Event-ID")));
              HttpServerResponse response = request.response();
              response.setChunked(true).putHeader("Content-Type", SseWriter.CONTENT_TYPE);
              if (asked.size() == 1) {
                response
                    .write(SseWriter.mark("a-place"))
                    .onSuccess(sent -> request.connection().close());
              } else {
                response.end(SseWriter.event(new SseEvent("end", "{}", "")));
              }
            });

    tail(server).follow(event -> {});

    assertEquals(List.of("null", "a-place"), asked);
  }
}
