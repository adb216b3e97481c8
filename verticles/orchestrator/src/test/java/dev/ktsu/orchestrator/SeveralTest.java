package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.FakeRuntime;
import dev.ktsu.testkit.TestClient;
import dev.ktsu.testkit.TierProcess;
import dev.ktsu.testkit.Waiting;
import dev.ktsu.testkit.postgres.FreshDatabase;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two orchestrators, each a process of its own, over one store. */
class SeveralTest {
  @RegisterExtension static final FreshDatabase DATABASE = new FreshDatabase();

  private static final long LEASE_MILLIS = 3_000;

  private final Vertx vertx = Vertx.vertx();
  private final FakeRuntime runtime = FakeRuntime.start(vertx, "r").resumes();
  private final List<TierProcess> processes = new ArrayList<>();

  @TempDir Path project;

  /** What the two have in common. */
  enum Kind {
    SQLITE,
    POSTGRES
  }

  @BeforeEach
  void prepare() throws IOException {
    Files.createDirectories(project.resolve("workflows"));
    Files.writeString(
        project.resolve("workflows/w.workflow.yaml"),
        """
        kind: workflow
        name: w
        params: {schema: {type: object}}
        pipeline:
          - {id: a, agent: a.agent.yaml}
          - {id: b, agent: a.agent.yaml, depends_on: [a]}
        """);
    Files.writeString(
        project.resolve("a.agent.yaml"),
        """
        name: a
        model: standard
        prompt: {system: Work.}
        output: {schema: {type: object}}
        """);
  }

  @AfterEach
  void close() {
    processes.forEach(TierProcess::close);
    vertx.close().await();
  }

  private TierProcess start(Kind kind) {
    Map<String, String> environment = new HashMap<>();
    environment.put("KTSU_ORCHESTRATOR_PORT", "0");
    environment.put("KTSU_LEASE_MS", Long.toString(LEASE_MILLIS));
    environment.put("KTSU_PROJECT_DIR", project.toString());
    if (kind == Kind.SQLITE) {
      environment.put("KTSU_DB_PATH", project.resolve("ktsu.db").toString());
    } else {
      environment.put("KTSU_STORE_TYPE", "postgres");
      environment.put("KTSU_DB_URL", DATABASE.url());
    }
    TierProcess process = TierProcess.start(OrchestratorMain.class, environment);
    processes.add(process);
    return process;
  }

  private static TestClient ready(TierProcess process) {
    TestClient client = new TestClient(process.url());
    Waiting.until("readiness", () -> client.get("/health/ready").status() == 200);
    return client;
  }

  private static String invoke(TestClient client) {
    return client.post("/invoke/w", "{}").json().get("run_id").textValue();
  }

  private static JsonNode ended(TestClient client, String run) {
    return Waiting.until(
        "the end of " + run,
        () -> client.get("/runs/" + run).json(),
        record -> !record.at("/run/status").asText().equals("running"));
  }

  /** Answers, as a runtime until it is taken, as if a load balancer had chosen {@code url}. */
  private void answerBy(String url, InvokeRequest leg) {
    String path = leg.callbackUrl().replaceFirst("^http://[^/]+", "");
    String body =
        "{\"run_id\":\"%s\",\"step_id\":\"%s\",\"status\":\"ok\",\"output\":{}}"
            .formatted(leg.runId(), leg.stepId());
    Waiting.until(
        "the result to be taken", () -> new TestClient(url + path).post("", body).status() == 200);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  @Case("G18-06")
  void beatsCallbacksCancelsAndReadsReachAnyOfThem(Kind kind) {
    TierProcess first = start(kind);
    TestClient one = ready(first);
    TierProcess second = start(kind);
    TestClient other = ready(second);
    runtime.beat(second.url());
    String run = invoke(one);
    InvokeRequest a = runtime.next();
    answerBy(second.url(), a);
    assertEquals("complete", stepOf(other, run, "a"));
    assertEquals("complete", stepOf(one, run, "a"));
    answerBy(second.url(), runtime.next());
    assertEquals("complete", ended(one, run).at("/run/status").asText());
    assertEquals("complete", ended(other, run).at("/run/status").asText());

    String cancelled = invoke(one);
    InvokeRequest leg = runtime.next();
    assertEquals(202, other.post("/runs/" + cancelled + "/cancel", "{}").status());
    Waiting.until("the call to stop", () -> runtime.stopped().size() == 1);
    runtime.fail(leg, "cancelled", "cancelled");
    assertEquals("cancelled", ended(other, cancelled).at("/run/status").asText());
  }

  private static String stepOf(TestClient client, String run, String step) {
    for (JsonNode one : client.get("/runs/" + run).json().get("steps")) {
      if (one.get("id").asText().equals(step)) {
        return one.get("status").asText();
      }
    }
    throw new AssertionError("no step " + step);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void runsOfADeadOneGoOnWithAnother(Kind kind) {
    TierProcess first = start(kind);
    TestClient one = ready(first);
    TierProcess second = start(kind);
    TestClient other = ready(second);
    runtime.beat(first.url());
    String run = invoke(one);
    InvokeRequest a = runtime.next();
    first.kill();
    runtime.answers(leg -> "{}");
    answerBy(second.url(), a);
    assertEquals("complete", ended(other, run).at("/run/status").asText());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void pausedOneFindsItsRunsWithAnotherAndJoinsAgain(Kind kind) {
    TierProcess first = start(kind);
    TestClient one = ready(first);
    TierProcess second = start(kind);
    TestClient other = ready(second);
    runtime.beat(first.url());
    String run = invoke(one);
    InvokeRequest a = runtime.next();
    first.pause();
    answerBy(second.url(), a);
    runtime.answers(leg -> "{}");
    assertEquals("complete", ended(other, run).at("/run/status").asText());
    first.goOn();
    Waiting.until(
        "the lease to be missed",
        () -> first.log().stream().anyMatch(line -> line.contains("joining again")));
    assertEquals("complete", ended(one, run).at("/run/status").asText());
    runtime.beat(first.url());
    assertEquals("complete", ended(other, invoke(one)).at("/run/status").asText());
    assertTrue(first.log().stream().noneMatch(line -> line.contains("ERROR")));
  }
}
