package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.http.sse.SseEvent;
import dev.ktsu.orchestrator.kernel.Event;
import dev.ktsu.testkit.Waiting;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers that are fast, slow, many, and come back. */
@Timeout(60)
class EventReadersTest extends EventsCase {

  @Test
  void whatIsCommittedWhileTheStreamIsOpenFollowsAtOnce() {
    String run = invoke("live", ASK);
    InvokeRequest leg = leg(run);
    try (EventReader reader = open(run)) {
      reader.until("leg_accepted");
      runtime.answer(leg, "{\"x\":1}");
      List<SseEvent> events = reader.toTheEnd();
      assertEquals(upTo(6), EventReader.seqs(events));
      assertEquals("end", events.getLast().name());
    }
  }

  @Test
  void concurrentCommitsLeaveNoGapNoRepeatAndNoOtherOrder() throws Exception {
    runtime.answers(leg -> "{}");
    int steps = 150;
    String many =
        "durable: each\npipeline:\n"
            + IntStream.range(0, steps)
                .mapToObj(n -> "  - {id: s" + n + ", agent: ./agents/a.agent.yaml}\n")
                .collect(Collectors.joining());
    String run = invoke("many", many);
    List<Callable<List<Long>>> readers = new ArrayList<>();
    for (int n = 0; n < 8; n++) {
      int cut = 1 + n * 40;
      readers.add(() -> inTwoParts(run, cut));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Long>>> read = threads.invokeAll(readers, 40, TimeUnit.SECONDS);
      for (Future<List<Long>> one : read) {
        assertFalse(
            one.isCancelled(), () -> "no end: " + orchestrator.client().get("/runs/" + run).text());
        List<Long> seqs = one.get();
        assertEquals(upTo(seqs.size()), seqs);
        assertTrue(seqs.size() > 2 * steps, "only " + seqs.size());
        assertEquals(read.get(0).get(), seqs);
      }
    }
  }

  /** Reads until an event, hangs up, and comes back with the last id. */
  private List<Long> inTwoParts(String run, int cut) {
    List<Long> seqs = new ArrayList<>();
    try (EventReader first = open(run)) {
      seqs.addAll(EventReader.seqs(first.until(event -> Long.parseLong(event.id()) >= cut)));
    }
    try (EventReader second = open(run, "Last-Event-ID", seqs.getLast().toString())) {
      seqs.addAll(EventReader.seqs(second.toTheEnd()));
    }
    return seqs;
  }

  @Test
  void streamGoesOnUntilTheLegsOfAFailedRunHaveEnded() {
    String run =
        invoke(
            "winding",
            """
            pipeline:
              - {id: a, agent: ./agents/a.agent.yaml}
              - {id: b, agent: ./agents/a.agent.yaml}
            """);
    InvokeRequest first = leg(run);
    InvokeRequest second = leg(run);
    try (EventReader reader = open(run)) {
      runtime.fail(first, "no", "agent_failed");
      reader.until("run_ended");
      runtime.answer(second, "{}");
      List<SseEvent> events = reader.toTheEnd();
      List<String> names = events.stream().map(SseEvent::name).toList();
      assertTrue(names.lastIndexOf("leg_ended") > names.indexOf("run_ended"), names.toString());
      assertEquals("failed", EventReader.data(events.getLast()).get("status").textValue());
    }
  }

  @Test
  void whatAnotherProcessCommitsIsFoundWithoutAHint() {
    String run = invoke("elsewhere", ASK);
    leg(run);
    try (EventReader reader = open(run)) {
      long head = Long.parseLong(reader.until("leg_accepted").getLast().id());
      append(run, head, 1, "from elsewhere");
      SseEvent last = reader.until("run_cancelling").getLast();
      assertEquals("from elsewhere", EventReader.data(last).get("reason").textValue());
    }
  }

  @Test
  void streamEndsWithARunThatAnotherProcessHasEnded() {
    String run = invoke("ahead", ASK);
    leg(run);
    try (EventReader reader = open(run)) {
      long head = Long.parseLong(reader.until("leg_accepted").getLast().id());
      StepPath ask = new StepPath("ask");
      append(
          run,
          head,
          List.of(
              new Event.LegEnded(ask, 1, State.FAILED, Code.AGENT_FAILED, "no", null, 0),
              new Event.RunEnded(State.FAILED, Code.AGENT_FAILED, "no")));
      reader.until("run_ended");
      // The engine finds out when it wants to write itself.
      orchestrator.client().post("/runs/" + run + "/cancel", "{}");
      assertEquals("end", reader.toTheEnd().getLast().name());
    }
  }

  @Test
  void readerThatDoesNotReadIsCutOffAndComesBackForTheRest() throws IOException {
    String run = invoke("stalled", ASK);
    leg(run);
    long head = headOf(run);
    append(run, head, 12_000, "x".repeat(900));
    long read = 0;
    try (Socket stalled = new Socket()) {
      stalled.setReceiveBufferSize(4_096);
      stalled.connect(
          new InetSocketAddress(
              InetAddress.getLoopbackAddress(), URI.create(orchestrator.url()).getPort()));
      stalled
          .getOutputStream()
          .write(
              ("GET /runs/" + run + "/events HTTP/1.1\r\nHost: a\r\n\r\n")
                  .getBytes(StandardCharsets.UTF_8));
      Waiting.until("the stream to open", () -> openStreams() == 1);
      Waiting.until("the stream to be cut off", () -> openStreams() == 0);
      read = stalled.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (SocketException reset) {
      assertTrue(openStreams() == 0, reset.getMessage());
    }
    assertTrue(read < 10_000_000, "the reader got " + read + " bytes");
    try (EventReader again = open(run, "Last-Event-ID", Long.toString(head + 11_990))) {
      again.until(event -> event.id().equals(Long.toString(head + 12_000)));
    }
  }

  @Test
  void tooManyStreamsAreRefusedAndRoomIsFoundAgain() {
    String run = invoke("crowd", ASK);
    leg(run);
    List<EventReader> crowd = new ArrayList<>();
    for (int n = 0; n < STREAMS_MAX; n++) {
      crowd.add(open(run));
    }
    try (EventReader refused = open(run)) {
      assertEquals(503, refused.status());
      assertEquals("5", refused.header("Retry-After"));
    }
    crowd.forEach(EventReader::close);
    Waiting.until("room", () -> openStreams() == 0);
    try (EventReader reader = open(run)) {
      assertEquals(200, reader.status());
    }
  }

  @Test
  void stoppingEndsStreamsAtOnceAndTheyGoOnAfterTheStart() {
    String run = invoke("restarted", ASK);
    InvokeRequest leg = leg(run);
    String last;
    try (EventReader reader = open(run)) {
      reader.until("leg_accepted");
      long before = System.nanoTime();
      orchestrator.restart();
      assertTrue(System.nanoTime() - before < TimeUnit.SECONDS.toNanos(5), "stopped slowly");
      last = reader.toTheEnd().getLast().id();
    }
    try (EventReader reader = open(run, "Last-Event-ID", last)) {
      String port = Integer.toString(URI.create(orchestrator.url()).getPort());
      String callback = leg.callbackUrl().replaceFirst(":\\d+/", ":" + port + "/");
      new dev.ktsu.testkit.TestClient(callback)
          .post(
              "",
              "{\"run_id\":\""
                  + run
                  + "\",\"step_id\":\"ask\",\"status\":\"ok\",\"output\":{},\"error\":\"\"}");
      assertEquals("end", reader.toTheEnd().getLast().name());
    }
  }
}
