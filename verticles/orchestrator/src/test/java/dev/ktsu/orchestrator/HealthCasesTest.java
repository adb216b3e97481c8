package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.TestClient.Answer;
import dev.ktsu.testkit.WebhookSink;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthCasesTest {
  @TempDir Path project;
  private TestOrchestrator orchestrator;

  @BeforeEach
  void prepare() {
    orchestrator = new TestOrchestrator(project).with("KTSU_STORE_TYPE", "memory");
  }

  @AfterEach
  void stop() {
    orchestrator.close();
  }

  private WebhookSink peer() {
    return WebhookSink.start(orchestrator.vertx());
  }

  @Test
  @Case("G1-01")
  void healthIsOkWhenEveryPeerIs() {
    String url = peer().url();
    orchestrator.with("KTSU_RUNTIME_URL", url).with("KTSU_GATEWAY_URL", url).start();
    Answer health = orchestrator.client().get("/health");
    assertEquals(200, health.status());
    assertEquals(
        "{\"status\":\"ok\",\"services\":{\"gateway\":\"ok\",\"orchestrator\":\"ok\",\"runtime\":\"ok\"}}\n",
        health.text());
  }

  @Test
  @Case("G1-02")
  void peerThatAnswersAnErrorIsUnhealthy() {
    orchestrator.with("KTSU_RUNTIME_URL", peer().answers(500).url()).start();
    Answer health = orchestrator.client().get("/health");
    assertEquals(503, health.status());
    assertEquals("error", health.json().get("status").asText());
    assertEquals("unhealthy", health.json().at("/services/runtime").asText());
  }

  @Test
  @Case("G1-03")
  void peerThatDoesNotListenIsDown() {
    orchestrator.with("KTSU_GATEWAY_URL", "http://127.0.0.1:1").start();
    Answer health = orchestrator.client().get("/health");
    assertEquals(503, health.status());
    assertEquals("down", health.json().at("/services/gateway").asText());
  }

  @Test
  @Case("G1-04")
  void peersThatAreNotKnownAreUnconfigured() {
    orchestrator.start();
    Answer health = orchestrator.client().get("/health");
    assertEquals(200, health.status());
    assertEquals("unconfigured", health.json().at("/services/gateway").asText());
    assertEquals("unconfigured", health.json().at("/services/runtime").asText());
  }

  @Test
  @Case("G1-05")
  void peerThatHangsIsGivenUpAfterTwoSeconds() {
    orchestrator.with("KTSU_RUNTIME_URL", peer().after(20_000).url()).start();
    long begun = System.nanoTime();
    Answer health = orchestrator.client().get("/health");
    long millis = (System.nanoTime() - begun) / 1_000_000;
    assertEquals(503, health.status());
    assertTrue(millis < 4_000, millis + " ms");
  }

  @Test
  void registeredRuntimeCountsAsOkWithoutBeingAsked() {
    orchestrator.start();
    Answer beat =
        orchestrator
            .client()
            .post(
                "/heartbeat",
                "{\"runtime_id\":\"rt-1\",\"active\":[],\"url\":\"http://127.0.0.1:1\"}");
    assertEquals(200, beat.status());
    assertEquals(
        "ok", orchestrator.client().get("/health").json().at("/services/runtime").asText());
  }

  @Test
  void probesAnswerForThisTierAlone() {
    orchestrator.with("KTSU_GATEWAY_URL", "http://127.0.0.1:1").start();
    assertEquals(200, orchestrator.client().get("/health/live").status());
    assertEquals(200, orchestrator.client().get("/health/ready").status());
    assertEquals(503, orchestrator.client().get("/health").status());
  }

  @Test
  void metricsAreInTheTextFormOfPrometheus() {
    orchestrator.start();
    Answer metrics = orchestrator.client().get("/metrics");
    assertEquals(200, metrics.status());
    assertTrue(metrics.text().contains("# TYPE ktsu_runs_active gauge"), metrics.text());
  }

  @Test
  @Case("G1-07")
  void unknownPathsAndMethodsAreRefusedWithTheRemedy() {
    orchestrator.start();
    assertEquals(404, orchestrator.client().get("/nope").status());
    Answer wrong = orchestrator.client().get("/invoke/x");
    assertEquals(405, wrong.status());
    assertEquals("POST", wrong.header("Allow"));
    assertEquals("application/problem+json", wrong.header("Content-Type"));
  }

  @Test
  @Case("G1-08")
  @Case("G1-10")
  void contentTypeAndUnknownFieldsAreNotLookedAt() {
    orchestrator.workflow("w", "pipeline: []\n").start();
    Answer odd = orchestrator.client().post("/invoke/w", "{\"x\":1}", "Content-Type", "text/odd");
    assertEquals(202, odd.status());
    Answer beat =
        orchestrator
            .client()
            .post("/heartbeat", "{\"runtime_id\":\"r\",\"active\":[],\"news\":{\"a\":1}}");
    assertEquals(200, beat.status());
  }

  @Test
  void heartbeatThatIsNoObjectIsRefused() {
    orchestrator.start();
    Answer refused = orchestrator.client().post("/heartbeat", "[1]");
    assertEquals(400, refused.status());
    assertEquals("invalid payload", refused.json().get("error").asText());
  }

  @Test
  void apiKeyGuardsTheApiAndLeavesProbesOpen() {
    orchestrator.with("KTSU_API_KEY", "a-long-api-key").start();
    assertEquals(401, orchestrator.client().get("/runs").status());
    assertEquals(200, orchestrator.client().get("/runs", "X-API-Key", "a-long-api-key").status());
    assertEquals(
        200, orchestrator.client().get("/runs", "Authorization", "Bearer a-long-api-key").status());
    assertEquals(200, orchestrator.client().get("/health/ready").status());
    assertEquals(200, orchestrator.client().get("/metrics").status());
  }

  @Test
  void internalTokenGuardsWhatRuntimesCall() {
    orchestrator.with("KTSU_INTERNAL_TOKEN", "between-the-tiers").start();
    String beat = "{\"runtime_id\":\"r\",\"active\":[]}";
    assertEquals(401, orchestrator.client().post("/heartbeat", beat).status());
    assertEquals(
        200,
        orchestrator
            .client()
            .post("/heartbeat", beat, "X-Ktsu-Internal", "between-the-tiers")
            .status());
  }
}
