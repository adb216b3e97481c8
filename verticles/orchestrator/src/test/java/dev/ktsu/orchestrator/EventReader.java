package dev.ktsu.orchestrator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.http.sse.SseEvent;
import dev.ktsu.http.sse.SseParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** A reader of an event stream, on the thread of the test. */
final class EventReader implements AutoCloseable {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final HttpResponse<InputStream> response;
  private final SseParser parser = new SseParser(1 << 20);
  private final List<SseEvent> events = new ArrayList<>();

  private EventReader(HttpResponse<InputStream> response) {
    this.response = response;
  }

  /** Opens the stream of a run. */
  static EventReader open(TestOrchestrator orchestrator, String run, String... headers) {
    return at(orchestrator, "/runs/" + run + "/events", headers);
  }

  /** Opens the stream at a path. */
  static EventReader at(TestOrchestrator orchestrator, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(orchestrator.url() + path))
            .timeout(Duration.ofSeconds(20));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new EventReader(CLIENT.send(request.build(), BodyHandlers.ofInputStream()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  int status() {
    return response.statusCode();
  }

  String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** Reads on until an event is as wanted, and gives all events so far. */
  List<SseEvent> until(Predicate<SseEvent> wanted) {
    while (events.stream().noneMatch(wanted)) {
      if (!more()) {
        throw new AssertionError("the stream ended after " + events);
      }
    }
    return List.copyOf(events);
  }

  List<SseEvent> until(String name) {
    return until(event -> event.name().equals(name));
  }

  /** The id that the stream gives at its beginning. */
  String place() {
    while (parser.lastId().isEmpty()) {
      if (!more()) {
        throw new AssertionError("the stream gave no id");
      }
    }
    return parser.lastId();
  }

  /** Reads to the end of the stream, and gives all events. */
  List<SseEvent> toTheEnd() {
    while (more()) {
      // Goes on.
    }
    return List.copyOf(events);
  }

  static List<Long> seqs(List<SseEvent> events) {
    return events.stream()
        .filter(event -> !event.name().equals("end"))
        .map(event -> Long.valueOf(event.id()))
        .toList();
  }

  static JsonNode data(SseEvent event) {
    return Json.parse(event.data());
  }

  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private boolean more() {
    try {
      byte[] some = new byte[8_192];
      int count = response.body().read(some);
      if (count > 0) {
        events.addAll(parser.feed(Arrays.copyOf(some, count)));
      }
      return count > 0;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
