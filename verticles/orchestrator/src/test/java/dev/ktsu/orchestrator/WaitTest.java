package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.testkit.FakeRuntime;
import dev.ktsu.testkit.TestClient.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Requests that wait for the end of a run. */
class WaitTest extends OrchestratorCase {
  private static final String ASK = "pipeline:\n  - {id: ask, agent: ./agents/a.agent.yaml}\n";
  private FakeRuntime runtime;

  @Override
  void settings(TestOrchestrator orchestrator) {
    runtime = FakeRuntime.start(orchestrator.vertx(), "rt-fake");
    orchestrator
        .with("KTSU_RUNTIME_URL", runtime.url())
        .with("KTSU_EVENT_STREAMS_MAX", "1")
        .file(
            "agents/a.agent.yaml",
            "name: a\nmodel: m\nprompt: {system: s}\noutput: {schema: {type: object}}\n")
        .workflow("ask", ASK);
  }

  private Answer invoke(String wait) {
    return orchestrator.client().post("/invoke/ask?wait=" + wait, "{}");
  }

  private static void take(InvokeRequest leg, FakeRuntime runtime) {
    assertEquals(200, runtime.answer(leg, "{\"x\":1}").status());
  }

  @Test
  void endedRunIsAnsweredWithItsRecord() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> asked = threads.submit(() -> invoke("20s"));
      take(runtime.next(), runtime);
      Answer answer = asked.get(60, TimeUnit.SECONDS);
      assertEquals(200, answer.status());
      JsonNode record = answer.json();
      assertEquals("complete", record.get("status").textValue());
      assertEquals(record, orchestrator.record(record.get("run_id").textValue()));
    }
  }

  @Test
  void runThatTakesLongerIsAcceptedWithItsState() {
    Answer answer = invoke("200ms");
    assertEquals(202, answer.status());
    assertEquals("accepted", answer.json().get("status").textValue());
    assertEquals("running", answer.json().get("state").textValue());
    String run = answer.json().get("run_id").textValue();
    take(runtime.next(), runtime);
    Answer record = orchestrator.client().get("/runs/" + run + "?wait=20s");
    assertEquals("complete", record.json().get("status").textValue());
  }

  @Test
  void callerThatGoesAwayCancelsNothing() throws IOException {
    InvokeRequest leg;
    try (Socket caller =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(orchestrator.url()).getPort())) {
      caller
          .getOutputStream()
          .write(
              "POST /invoke/ask?wait=1m HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}"
                  .getBytes(StandardCharsets.UTF_8));
      leg = runtime.next();
    }
    take(leg, runtime);
    assertEquals("complete", orchestrator.ended(leg.runId()).get("status").textValue());
  }

  @Test
  void waitThatCannotBeReadLeavesNoRun() {
    int before = runs();
    for (String wait : List.of("soon", "30", "-1s", "6m", "1d")) {
      Answer refused = invoke(wait);
      assertEquals(400, refused.status(), wait);
      assertTrue(refused.json().get("message").textValue().contains("wait"), refused.text());
      assertTrue(refused.json().get("detail").textValue().contains("5m"), refused.text());
    }
    assertEquals(before, runs());
  }

  @Test
  void tooManyWhoWaitAreRefusedBeforeARunExists() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> first = threads.submit(() -> invoke("20s"));
      InvokeRequest leg = runtime.next();
      int before = runs();
      Answer refused = invoke("20s");
      assertEquals(503, refused.status());
      assertEquals("5", refused.header("Retry-After"));
      assertEquals(before, runs());
      take(leg, runtime);
      assertEquals(200, first.get(60, TimeUnit.SECONDS).status());
    }
  }

  private int runs() {
    return orchestrator.client().get("/runs?limit=200").json().get("runs").size();
  }
}
