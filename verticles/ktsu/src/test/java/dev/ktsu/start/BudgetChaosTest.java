package dev.ktsu.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.gateway.GatewayMain;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.orchestrator.OrchestratorService;
import dev.ktsu.runtime.RuntimeMain;
import dev.ktsu.settings.Settings;
import dev.ktsu.testkit.Ports;
import dev.ktsu.testkit.TestClient;
import dev.ktsu.testkit.TierProcess;
import dev.ktsu.testkit.provider.FakeProvider;
import dev.ktsu.testkit.provider.Script;
import dev.ktsu.testkit.tools.FakeToolServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A list of agent calls under one budget, over gateway and runtime processes that may die at any
 * moment. The provider bills every request that reaches it, whoever still waits for the answer.
 */
class BudgetChaosTest {
  private static final int ITEMS = 200;
  private static final int TOKENS_IN = 1_000;
  private static final int TOKENS_OUT = 50;
  private static final long ANSWER_MILLIS = 150;
  private static final int KILLS_MAX = 4;
  private static final long KILL_WITHIN_MILLIS = 1_000;
  private static final Duration RUN_WITHIN = Duration.ofSeconds(90);

  /** At 3 dollars for a million tokens in and 15 for a million out. */
  private static final Usd CALL = Usd.of(new BigDecimal("0.00375"));

  /** Two runtimes die with 20 legs each, of which each needed less than two cents. */
  private static final Usd LOST_MAX = Usd.of(new BigDecimal("1.6"));

  @TempDir private Path project;
  private final Vertx vertx = Vertx.vertx();
  private final Map<String, String> environment = new HashMap<>();
  private FakeProvider provider;
  private FakeToolServer tools;
  private OrchestratorService orchestrator;
  private TierProcess gateway;
  private TierProcess runtime;

  @BeforeEach
  void start() throws IOException {
    provider = FakeProvider.start(vertx).await();
    provider.openai("m").plays(BudgetChaosTest::answer);
    tools = new FakeToolServer().readOnlyTool("look", arguments -> "seen").start(vertx);
    writeProject();
    environment.put("KTSU_PROJECT_DIR", project.toString());
    environment.put("KTSU_DB_PATH", project.resolve("ktsu.db").toString());
    environment.put("KTSU_GATEWAY_CONFIG", project.resolve("gateway.yaml").toString());
    environment.put("KTSU_RUNTIME_SILENCE_S", "2");
    environment.put("KTSU_DELIVERIES_MAX", "1000");
    for (String tier : new String[] {"ORCHESTRATOR", "RUNTIME", "GATEWAY"}) {
      int port = Ports.fixed();
      environment.put("KTSU_" + tier + "_PORT", Integer.toString(port));
      environment.put("KTSU_" + tier + "_URL", "http://127.0.0.1:" + port);
    }
    environment.remove("KTSU_RUNTIME_URL");
    orchestrator =
        OrchestratorService.start(
                vertx,
                Settings.of(environment),
                new Secrets(),
                damaged -> {
                  throw new AssertionError(damaged);
                })
            .await();
    startGateway();
    startRuntime();
    gateway.url();
    runtime.url();
  }

  @AfterEach
  void stop() {
    runtime.close();
    gateway.close();
    orchestrator.stop().await();
    vertx.close().await();
  }

  @Test
  void killsNeverHideWhatTheProviderBilled() {
    long seed = ThreadLocalRandom.current().nextLong();
    String run = invoke();
    int kills = kill(run, new Random(seed));
    JsonNode over = ended(run);

    String story = "seed " + seed + ", " + kills + " kills, " + bill() + " billed: " + over;
    assertEquals(KILLS_MAX, kills, story);
    assertEquals("complete", over.path("status").asText(), story);
    assertTrue(bill().compareTo(books(over)) <= 0, story);
    assertTrue(books(over).compareTo(budget(over)) <= 0, story);
    assertTrue(unaccounted(over).compareTo(LOST_MAX) <= 0, story);
  }

  private static void answer(JsonNode asked, Script script) {
    if (asked.path("messages").toString().contains("\"tool\"")) {
      script.answers("{\"done\":true}", TOKENS_IN, TOKENS_OUT);
    } else {
      ObjectNode body = Json.object();
      var message = body.putArray("choices").addObject().putObject("message");
      ObjectNode call = message.putArray("tool_calls").addObject().put("id", "c1");
      call.put("type", "function").putObject("function").put("name", "look").put("arguments", "{}");
      body.putObject("usage").put("prompt_tokens", TOKENS_IN).put("completion_tokens", TOKENS_OUT);
      script.thenBody(body);
    }
    script.after(ANSWER_MILLIS);
  }

  /** Gateway and runtime by turns, while the run goes on. */
  private int kill(String run, Random random) {
    int kills = 0;
    while (kills < KILLS_MAX && record(run).path("status").asText().equals("running")) {
      LockSupport.parkNanos(Duration.ofMillis(random.nextLong(KILL_WITHIN_MILLIS)).toNanos());
      if (kills++ % 2 == 0) {
        gateway.kill();
        startGateway();
        gateway.url();
      } else {
        runtime.kill();
        startRuntime();
        runtime.url();
      }
    }
    return kills;
  }

  private void startGateway() {
    gateway = TierProcess.start(GatewayMain.class, environment);
  }

  private void startRuntime() {
    runtime = TierProcess.start(RuntimeMain.class, environment);
  }

  private String invoke() {
    ObjectNode params = Json.object();
    IntStream.range(0, ITEMS).forEach(params.putArray("items")::add);
    TestClient.Answer answer = client().post("/invoke/w", params.toString());
    assertEquals(202, answer.status(), answer.text());
    return answer.json().path("run_id").asText();
  }

  private JsonNode record(String run) {
    return client().get("/runs/" + run).json().path("run");
  }

  private JsonNode ended(String run) {
    long end = System.nanoTime() + RUN_WITHIN.toNanos();
    JsonNode record = record(run);
    while (record.path("status").asText().equals("running")) {
      assertTrue(System.nanoTime() < end, record.toString());
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      record = record(run);
    }
    return record;
  }

  private TestClient client() {
    return new TestClient(environment.get("KTSU_ORCHESTRATOR_URL"));
  }

  private Usd bill() {
    return CALL.times(provider.requests().size());
  }

  private static Usd budget(JsonNode run) {
    return Usd.of(run.path("budget_usd").decimalValue());
  }

  /** Everything that cannot be spent any more. */
  private static Usd books(JsonNode run) {
    return budget(run).beyond(Usd.of(run.path("budget_left_usd").decimalValue()));
  }

  /** What counts as spent because those who could have told are gone. */
  private static Usd unaccounted(JsonNode run) {
    return books(run).beyond(Usd.of(run.path("metrics").path("cost_usd").decimalValue()));
  }

  private void writeProject() throws IOException {
    write(
        "gateway.yaml",
        """
        providers:
          - {name: fake, type: openai, config: {base_url: "%s/v1", api_key: not-secret}}
        model_groups:
          - name: standard
            models: [fake/m]
            pricing: [{model: m, input_per_million: 3, output_per_million: 15}]
        """
            .formatted(provider.url()));
    write("servers/tools.server.yaml", "name: tools\nurl: " + tools.url() + "\n");
    write(
        "agents/a.agent.yaml",
        """
        name: a
        model: standard
        prompt: {system: Work.}
        servers: [{name: tools, path: ../servers/tools.server.yaml, access: {allowlist: [look]}}]
        output: {schema: {type: object, required: [done]}}
        """);
    write(
        "workflows/w.workflow.yaml",
        """
        kind: workflow
        name: w
        params: {schema: {type: object}}
        model_policy: {cost_budget_usd: 20}
        pipeline:
          - id: each
            agent: ./agents/a.agent.yaml
            model: {group: standard, max_tokens: 100}
            for_each: {from: params.items, concurrency: 20}
            retry: {max: 100, backoff: {initial: 200ms, factor: 1.5, max: 2s}}
        """);
  }

  private void write(String file, String text) throws IOException {
    Path path = project.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
