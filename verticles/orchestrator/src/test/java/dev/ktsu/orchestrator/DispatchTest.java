package dev.ktsu.orchestrator;

import static dev.ktsu.orchestrator.TestOrchestrator.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.wire.Heartbeat;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.contracts.wire.Resume;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.FakeRuntime;
import dev.ktsu.testkit.TestClient.Answer;
import dev.ktsu.testkit.Waiting;
import io.vertx.core.http.HttpServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How legs find runtimes, and what happens when runtimes come and go. */
class DispatchTest {
  @TempDir Path project;
  private TestOrchestrator orchestrator;

  @BeforeEach
  void prepare() {
    orchestrator = new TestOrchestrator(project);
    String agent =
        """
        name: a
        model: standard
        prompt: {system: Work.}
        output: {schema: {type: object}}
        """;
    orchestrator.file("a.agent.yaml", agent);
    orchestrator.file(
        "t.agent.yaml",
        agent + "servers: [{name: s, path: s.server.yaml, access: {allowlist: ['*']}}]\n");
    orchestrator.file("s.server.yaml", "name: s\nurl: http://127.0.0.1:1\n");
    orchestrator.workflow("plain", "pipeline:\n  - {id: a, agent: a.agent.yaml}\n");
    orchestrator.workflow("tools", "pipeline:\n  - {id: a, agent: t.agent.yaml}\n");
  }

  @AfterEach
  void stop() {
    orchestrator.close();
  }

  /** A runtime that beats once is heard long enough to be handed a leg. */
  private void noticingSilence() {
    orchestrator.with("KTSU_RUNTIME_SILENCE_S", "2");
  }

  private void givingUpSoon() {
    orchestrator.with("KTSU_RECOVERY_GRACE_S", "2");
  }

  private FakeRuntime runtime(String id) {
    return FakeRuntime.start(orchestrator.vertx(), id);
  }

  private String state(String run) {
    return step(orchestrator.record(run), "a").get("state").asText();
  }

  /** Beats for a runtime until the run has ended. */
  private JsonNode beatUntilEnd(String run, FakeRuntime runtime, InvokeRequest... active) {
    Waiting.until(
        "the end of " + run,
        () -> {
          runtime.beat(orchestrator.url(), active);
          return orchestrator.record(run).at("/run/status").asText();
        },
        status -> !status.equals("running"));
    return orchestrator.record(run);
  }

  @Test
  void stepWaitsForTheFirstRuntimeThatBeats() {
    orchestrator.start();
    String run = orchestrator.invoke("plain", "{}");
    assertEquals("queued", state(run));
    assertEquals(
        "runtime capacity", step(orchestrator.record(run), "a").get("waiting_for").asText());
    FakeRuntime late = runtime("late").answers(leg -> "{\"x\":1}");
    JsonNode record = beatUntilEnd(run, late);
    assertEquals("complete", record.at("/run/status").asText());
    assertEquals("late", step(record, "a").get("executor").asText());
  }

  @Test
  void stepRunsOnARuntimeWithItsLabels() {
    orchestrator.start();
    orchestrator.workflow(
        "labelled", "pipeline:\n  - {id: a, agent: a.agent.yaml, runs_on: [pool=large, zone=a]}\n");
    FakeRuntime small = runtime("small").labelled("pool=small", "zone=a").answers(leg -> "{}");
    small.beat(orchestrator.url());
    String run = orchestrator.invoke("labelled", "{}");
    assertEquals(
        "runtime capacity of pool=large, zone=a",
        step(orchestrator.record(run), "a").get("waiting_for").asText());
    String plain = orchestrator.invoke("plain", "{}");
    assertEquals("complete", orchestrator.ended(plain).at("/run/status").asText());
    FakeRuntime large = runtime("large").labelled("zone=a", "pool=large").answers(leg -> "{}");
    JsonNode record = beatUntilEnd(run, large);
    assertEquals("large", step(record, "a").get("executor").asText());
  }

  @Test
  void refusedDeliveryGoesToAnotherRuntime() {
    orchestrator.start();
    FakeRuntime full = runtime("full").accepts(429);
    FakeRuntime free = runtime("free").answers(leg -> "{}");
    full.beat(orchestrator.url());
    free.beat(orchestrator.url());
    for (int i = 0; i < 4; i++) {
      String run = orchestrator.invoke("plain", "{}");
      assertEquals("complete", orchestrator.ended(run).at("/run/status").asText());
    }
    assertTrue(full.all().size() >= 1 && free.all().size() == 4, full.all() + " " + free.all());
  }

  @Test
  @Case("G18-01")
  void silentRuntimeLosesItsLegWithToolsAfterTheGrace() {
    noticingSilence();
    givingUpSoon();
    orchestrator.start();
    FakeRuntime silent = runtime("silent");
    silent.beat(orchestrator.url());
    String run = orchestrator.invoke("tools", "{}");
    silent.next();
    Waiting.until("recovering", () -> state(run).equals("recovering"));
    JsonNode record = orchestrator.ended(run);
    assertEquals("failed", record.at("/run/status").asText());
    assertEquals("runtime_lost", record.at("/run/error_code").asText());
    assertTrue(record.at("/run/error").asText().contains("heartbeat timeout"));
  }

  @Test
  @Case("G18-02")
  void runtimeThatStartedAnewHasLostItsLegWithTools() {
    givingUpSoon();
    orchestrator.start();
    FakeRuntime runtime = runtime("anew");
    runtime.beat(orchestrator.url());
    String run = orchestrator.invoke("tools", "{}");
    runtime.next();
    JsonNode record = beatUntilEnd(run, runtime.restarted());
    assertEquals("failed", record.at("/run/status").asText());
    assertEquals("runtime_lost", record.at("/run/error_code").asText());
  }

  @Test
  void legWithoutToolsMovesToAnotherRuntime() {
    noticingSilence();
    orchestrator.start();
    FakeRuntime first = runtime("first");
    first.beat(orchestrator.url());
    String run = orchestrator.invoke("plain", "{}");
    InvokeRequest leg = first.next();
    FakeRuntime second = runtime("second").answers(moved -> "{\"by\":\"second\"}");
    JsonNode record = beatUntilEnd(run, second);
    assertEquals("second", step(record, "a").at("/output/by").asText());
    assertEquals(leg.leg(), second.all().get(0).leg());
    Heartbeat.Answer answer = first.beat(orchestrator.url(), leg);
    assertEquals(1, answer.abandon().size());
    assertEquals(run, answer.abandon().get(0).runId());
  }

  @Test
  void legWithToolsGoesOnWhereItWasOnARuntimeThatCan() {
    noticingSilence();
    orchestrator.start();
    FakeRuntime first = runtime("first").resumes();
    first.beat(orchestrator.url());
    String run = orchestrator.invoke("tools", "{}");
    InvokeRequest leg = first.next();
    assertNull(leg.resume());
    assertEquals(200, first.checkpoint(leg, 1, "one").status());
    assertEquals(200, first.checkpoint(leg, 2, "two").status());
    assertEquals(200, first.intent(leg, 3, "pay").status());
    Waiting.until("recovering", () -> state(run).equals("recovering"));

    runtime("incapable").beat(orchestrator.url());
    FakeRuntime second = runtime("second").resumes();
    second.beat(orchestrator.url());
    InvokeRequest moved = second.next();

    Resume resume = moved.resume();
    assertEquals(2, resume.turn());
    assertEquals(List.of("one", "two"), resume.messages().stream().map(m -> m.content()).toList());
    assertEquals("pay", resume.intents().getFirst().tool());
    assertEquals(FakeRuntime.USAGE, resume.metrics());
    assertEquals(409, first.checkpoint(leg, 3, "ghost").status());
    assertEquals(409, first.intent(leg, 3, "pay").status());
    assertEquals(200, second.answer(moved, "{}").status());
    JsonNode record = orchestrator.ended(run);
    assertEquals("complete", record.at("/run/status").asText());
    assertEquals(10, record.at("/run/metrics/tokens_in").asInt());
  }

  @Test
  void keptTurnsOutliveARestartOfTheOrchestrator() {
    noticingSilence();
    orchestrator.start();
    FakeRuntime first = runtime("first").resumes();
    first.beat(orchestrator.url());
    String run = orchestrator.invoke("tools", "{}");
    assertEquals(200, first.checkpoint(first.next(), 1, "one").status());
    orchestrator.restart();
    FakeRuntime second = runtime("second").resumes();
    second.beat(orchestrator.url());
    Waiting.until("recovering", () -> state(run).equals("recovering"));
    second.beat(orchestrator.url());
    InvokeRequest moved = second.next();
    assertEquals("one", moved.resume().messages().getFirst().content());
    second.answer(moved, "{}");
    assertEquals("complete", orchestrator.ended(run).at("/run/status").asText());
  }

  @Test
  void runtimeThatBeatsAgainInTimeKeepsItsLeg() {
    noticingSilence();
    orchestrator.start();
    FakeRuntime slow = runtime("slow");
    slow.beat(orchestrator.url());
    String run = orchestrator.invoke("tools", "{}");
    InvokeRequest leg = slow.next();
    Waiting.until("recovering", () -> state(run).equals("recovering"));
    assertTrue(slow.beat(orchestrator.url(), leg).abandon().isEmpty());
    Waiting.until("running again", () -> state(run).equals("running"));
    slow.answer(leg, "{}");
    assertEquals("complete", orchestrator.ended(run).at("/run/status").asText());
  }

  @Test
  @Case("G18-03")
  @Case("G18-04")
  void resultAfterTheEndIsAcceptedAndChangesNothing() {
    noticingSilence();
    givingUpSoon();
    orchestrator.start();
    FakeRuntime gone = runtime("gone");
    gone.beat(orchestrator.url());
    String run = orchestrator.invoke("tools", "{}");
    InvokeRequest leg = gone.next();
    orchestrator.ended(run);
    assertEquals(200, gone.answer(leg, "{\"late\":true}").status());
    JsonNode record = orchestrator.record(run);
    assertEquals("failed", record.at("/run/status").asText());
    assertEquals(10, record.at("/run/metrics/tokens_in").asInt());
    assertEquals(200, gone.answer(leg, "{\"late\":true}").status());
    assertEquals(10, orchestrator.record(run).at("/run/metrics/tokens_in").asInt());
  }

  @Test
  void cancelReachesTheRuntime() {
    orchestrator.start();
    FakeRuntime busy = runtime("busy");
    busy.beat(orchestrator.url());
    String run = orchestrator.invoke("plain", "{}");
    InvokeRequest leg = busy.next();
    orchestrator.client().post("/runs/" + run + "/cancel", "{}");
    Waiting.until("the call to stop", () -> busy.stopped().size() == 1);
    busy.fail(leg, "cancelled", "cancelled");
    JsonNode record = orchestrator.ended(run);
    assertEquals("cancelled", record.at("/run/status").asText());
    assertEquals(10, record.at("/run/metrics/tokens_in").asInt());
  }

  @Test
  @Case("G4-14")
  void legGoesOnOverARestartOfTheOrchestrator() {
    orchestrator.start();
    FakeRuntime steady = runtime("steady");
    steady.beat(orchestrator.url());
    String run = orchestrator.invoke("tools", "{}");
    InvokeRequest leg = steady.next();
    String port = orchestrator.url().substring(orchestrator.url().lastIndexOf(':') + 1);
    orchestrator.with("KTSU_ORCHESTRATOR_PORT", port).restart();
    assertTrue(steady.beat(orchestrator.url(), leg).abandon().isEmpty());
    assertEquals(200, steady.answer(leg, "{\"x\":2}").status());
    assertEquals(2, step(orchestrator.ended(run), "a").at("/output/x").asInt());
    // Until the runtime has been heard the leg is handed over again, as it was.
    steady.all().forEach(again -> assertEquals(leg.callbackUrl(), again.callbackUrl()));
  }

  @Test
  void lostLegKeepsItsGraceOverARestart() {
    noticingSilence();
    orchestrator.start();
    String port = orchestrator.url().substring(orchestrator.url().lastIndexOf(':') + 1);
    orchestrator.with("KTSU_ORCHESTRATOR_PORT", port).with("KTSU_RECOVERY_GRACE_S", "60").restart();
    FakeRuntime slow = runtime("slow");
    slow.beat(orchestrator.url());
    String run = orchestrator.invoke("tools", "{}");
    InvokeRequest leg = slow.next();
    Waiting.until("recovering", () -> state(run).equals("recovering"));
    orchestrator.restart();
    assertEquals("recovering", state(run));
    assertTrue(slow.beat(orchestrator.url(), leg).abandon().isEmpty());
    Waiting.until("running again", () -> state(run).equals("running"));
    assertEquals(200, slow.answer(leg, "{}").status());
    assertEquals("complete", orchestrator.ended(run).at("/run/status").asText());
  }

  @Test
  void deliveryThatIsNotAnsweredGoesToAnotherRuntime() {
    orchestrator.with("KTSU_DELIVERY_TIMEOUT_MS", "1000").start();
    AtomicInteger swallowed = new AtomicInteger();
    HttpServer mute =
        orchestrator
            .vertx()
            .createHttpServer()
            .requestHandler(request -> swallowed.incrementAndGet())
            .listen(0, "127.0.0.1")
            .await();
    String beat =
        "{\"runtime_id\":\"mute\",\"boot\":\"1\",\"slots\":9,\"active\":[],\"url\":\"http://127.0.0.1:%d\"}"
            .formatted(mute.actualPort());
    orchestrator.client().post("/heartbeat", beat);
    String run = orchestrator.invoke("plain", "{}");
    Waiting.until("the delivery", () -> swallowed.get() == 1);
    FakeRuntime free = runtime("free").answers(leg -> "{}");
    Waiting.until(
        "the end",
        () -> {
          orchestrator.client().post("/heartbeat", beat);
          free.beat(orchestrator.url());
          return orchestrator.record(run).at("/run/status").asText();
        },
        status -> !status.equals("running"));
    assertEquals("free", step(orchestrator.record(run), "a").get("executor").asText());
    assertEquals(1, swallowed.get());
  }

  @Test
  void refusedResultShowsNoToken() {
    orchestrator.start();
    FakeRuntime busy = runtime("busy");
    busy.beat(orchestrator.url());
    String run = orchestrator.invoke("plain", "{}");
    String token = busy.next().callbackUrl().replaceFirst(".*token=", "");
    Answer refused =
        orchestrator
            .client()
            .post(
                "/runs/" + run + "/steps/a/complete?leg=1&token=stranger",
                "{\"status\":\"ok\",\"output\":{}}");
    assertEquals(403, refused.status());
    assertFalse(refused.text().contains(token), refused.text());
    assertFalse(refused.text().contains("stranger"), refused.text());
  }
}
