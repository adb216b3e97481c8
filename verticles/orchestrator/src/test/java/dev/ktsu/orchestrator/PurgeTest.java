package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.testkit.TestClient.Answer;
import dev.ktsu.testkit.WebhookSink;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Throwing runs away by hand, over HTTP. */
class PurgeTest {
  private static final String KEY = "a-key-for-tests";

  @TempDir Path project;
  private TestOrchestrator orchestrator;

  @BeforeEach
  void start() {
    orchestrator =
        new TestOrchestrator(project)
            .workflow("sum", "pipeline: [{id: one, transform: {ops: []}}]\n")
            .workflow("slow", "pipeline: [{id: wait, sleep: {for: 1h}}]\n")
            .workflow("failing", "pipeline: [{id: w, webhook: {url: 'http://127.0.0.1:1/'}}]\n");
  }

  @AfterEach
  void close() {
    orchestrator.close();
  }

  private Answer purge(String run, String... headers) {
    return orchestrator.client().call("DELETE", "/runs/" + run, headers);
  }

  @Test
  void purgedRunIsGoneForReadersAndLists() {
    orchestrator.start();
    String run = orchestrator.run("sum", "{}").at("/run/id").asText();
    String other = orchestrator.run("sum", "{}").at("/run/id").asText();
    Answer purged = purge(run);
    assertEquals(204, purged.status());
    assertEquals("", purged.text());
    for (String path : List.of("", "/envelope", "/steps/one", "/events?format=json")) {
      assertEquals(404, orchestrator.client().get("/runs/" + run + path).status(), path);
    }
    assertEquals(404, purge(run).status());
    JsonNode runs = orchestrator.client().get("/runs").json().get("runs");
    assertEquals(List.of(other), runs.findValuesAsText("id"));
  }

  @Test
  void runUnderWayIsNotPurged() {
    orchestrator.start();
    String run = orchestrator.invoke("slow", "{}");
    Answer refused = purge(run);
    assertEquals(409, refused.status());
    assertEquals("run_active", refused.json().get("code").asText());
    assertTrue(refused.json().get("detail").asText().contains("cancel"), refused.text());
    assertEquals("running", orchestrator.record(run).at("/run/status").asText());
  }

  @Test
  void purgedRunCannotBeTriedAgain() {
    orchestrator.start();
    String run = orchestrator.run("failing", "{}").at("/run/id").asText();
    assertEquals(204, purge(run).status());
    Answer retry = orchestrator.client().post("/runs/" + run + "/retry", "{}");
    assertEquals(404, retry.status(), retry.text());
  }

  @Test
  void eitherThePurgeWinsOrTheRetry() throws Exception {
    WebhookSink sink = WebhookSink.start(orchestrator.vertx()).answers(500);
    orchestrator
        .workflow("refused", "pipeline: [{id: w, webhook: {url: '" + sink.url() + "'}}]\n")
        .start();
    for (int round = 0; round < 20; round++) {
      sink.after(0);
      String run = orchestrator.run("refused", "{}").at("/run/id").asText();
      // A retry that has ended again could be purged.
      sink.after(30_000);
      FutureTask<Answer> purge = new FutureTask<>(() -> purge(run));
      Thread.startVirtualThread(purge);
      Answer retry = orchestrator.client().post("/runs/" + run + "/retry", "{}");
      String outcome = purge.get().status() + " " + retry.status();
      assertTrue(Set.of("204 404", "409 202").contains(outcome), outcome);
      assertEquals(
          outcome.startsWith("204") ? 404 : 200,
          orchestrator.client().get("/runs/" + run).status());
    }
  }

  @Test
  void refusedCommandLeavesNothingInMemory() {
    orchestrator.start();
    String run = orchestrator.run("sum", "{}").at("/run/id").asText();
    assertEquals(409, orchestrator.client().post("/runs/" + run + "/retry", "{}").status());
    String metrics = orchestrator.client().get("/metrics").text();
    assertTrue(metrics.contains("\nktsu_runs_active 0"), metrics);
  }

  @Test
  void keyIsAskedFor() {
    orchestrator.with("KTSU_API_KEY", KEY).start();
    assertEquals(401, purge("run_0000000000000001").status());
    assertEquals(404, purge("run_0000000000000001", "X-API-Key", KEY).status());
    assertEquals(404, purge("nonsense", "X-API-Key", KEY).status());
  }
}
