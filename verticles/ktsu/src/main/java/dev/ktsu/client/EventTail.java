package dev.ktsu.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.http.sse.SseEvent;
import dev.ktsu.http.sse.SseParser;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The events of a stream to its end, each once, over as many connections as it takes. */
final class EventTail {
  private static final int EVENT_BYTES_MAX = 1 << 20;
  private static final int TRIES_MAX = 12;
  private static final Duration PAUSE_MAX = Duration.ofSeconds(5);
  private static final String END = "end";

  private final OrchestratorClient client;
  private final String action;
  private final Stream stream;
  private String lastId = "";
  private boolean wasOpen;
  private int failed;
  private @Nullable JsonNode end;

  /** What is followed. */
  @FunctionalInterface
  interface Stream {
    /** Opens it behind the last id that was seen, empty for none. */
    InputStream open(String lastId) throws IOException;
  }

  /**
   * @param action what errors begin with
   */
  EventTail(OrchestratorClient client, String action, Stream stream) {
    this.client = client;
    this.action = action;
    this.stream = stream;
  }

  /** The events of a run. */
  EventTail(OrchestratorClient client, String action, String run) {
    this(client, action, lastId -> client.events(action, run, lastId));
  }

  /**
   * Blocks until the stream says that it is over; that of all runs never does.
   *
   * @param each gets every event but the end
   * @return the end: {@code {"run_id", "type", "status", "state"}}
   * @throws dev.ktsu.shell.CommandError when it is refused, cannot be reached, or stays away
   */
  JsonNode follow(Consumer<JsonNode> each) {
    while (end == null) {
      IOException why = new IOException("the stream ended early");
      try (InputStream opened = stream.open(lastId);
          Silence silence = new Silence(opened)) {
        wasOpen = true;
        read(opened, silence, each);
      } catch (IOException cut) {
        why = cut;
      }
      if (end == null) {
        pause(why);
      }
    }
    return end;
  }

  private void read(InputStream opened, Silence silence, Consumer<JsonNode> each)
      throws IOException {
    SseParser parser = new SseParser(EVENT_BYTES_MAX);
    byte[] some = new byte[8_192];
    for (int count = opened.read(some); count >= 0 && end == null; count = opened.read(some)) {
      silence.broken();
      for (SseEvent event : parser.feed(Arrays.copyOf(some, count))) {
        take(event, each);
      }
      // A stream also gives ids without an event.
      lastId = parser.lastId().isEmpty() ? lastId : parser.lastId();
    }
  }

  private void take(SseEvent event, Consumer<JsonNode> each) {
    failed = 0;
    if (event.name().equals(END)) {
      end = Json.parse(event.data());
    } else {
      lastId = event.id();
      each.accept(Json.parse(event.data()));
    }
  }

  /** Longer from try to try; a server that was never there is not waited for. */
  private void pause(IOException why) {
    failed++;
    if (!wasOpen || failed > TRIES_MAX) {
      throw client.unreachable(action, why);
    }
    Duration pause = Duration.ofMillis(100L << Math.min(failed, 10));
    LockSupport.parkNanos(Math.min(pause.toNanos(), PAUSE_MAX.toNanos()));
  }
}
