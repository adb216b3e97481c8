package dev.ktsu.start;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.gateway.GatewayService;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.orchestrator.OrchestratorService;
import dev.ktsu.runtime.RuntimeService;
import dev.ktsu.settings.Settings;
import dev.ktsu.testkit.TestClient;
import dev.ktsu.testkit.TestClient.Answer;
import dev.ktsu.testkit.Waiting;
import dev.ktsu.testkit.provider.FakeProvider;
import dev.ktsu.testkit.provider.Script;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The three tiers over a project, each to be had on its own, and a provider that is told what to
 * say.
 */
final class Tiers implements AutoCloseable {
  private static final String MODEL = "m";

  private final Vertx vertx = Vertx.vertx();
  private final Path project;
  private final FakeProvider provider;
  private final Map<String, String> environment = new HashMap<>();
  private GatewayService gateway;
  private OrchestratorService orchestrator;
  private RuntimeService runtime;
  private TestClient client;

  Tiers(Path project) {
    this.project = project;
    this.provider = FakeProvider.start(vertx).await();
    environment.put("KTSU_PROJECT_DIR", project.toString());
    environment.put("KTSU_DB_PATH", project.resolve("ktsu.db").toString());
    environment.put("KTSU_GATEWAY_CONFIG", project.resolve("gateway.yaml").toString());
    environment.put("KTSU_ORCHESTRATOR_PORT", "0");
    environment.put("KTSU_RUNTIME_PORT", "0");
    environment.put("KTSU_GATEWAY_PORT", "0");
    with(
        "gateway.yaml",
        """
        providers:
          - {name: fake, type: openai, config: {base_url: "%s/v1", api_key: not-secret}}
        model_groups:
          - name: standard
            models: [fake/%s]
            pricing: [{model: %s, input_per_million: 3, output_per_million: 15}]
        """
            .formatted(provider.url(), MODEL, MODEL));
  }

  Tiers with(String file, String text) {
    try {
      Path path = project.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
      return this;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A variable of the environment of all tiers. */
  Tiers variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Every body that the provider was sent. */
  List<JsonNode> prompts() {
    return provider.requests().stream().map(FakeProvider.Request::body).toList();
  }

  Tiers start() {
    gateway = GatewayService.start(vertx, settings(), new Secrets()).await();
    environment.put("KTSU_GATEWAY_URL", "http://127.0.0.1:" + gateway.port());
    startOrchestrator();
    startRuntime();
    return this;
  }

  /** Ends the orchestrator, and starts one over the same store at the same address. */
  void restartOrchestrator() {
    orchestrator.stop().await();
    startOrchestrator();
  }

  /** Ends the runtime and starts another one. */
  void restartRuntime() {
    runtime.stop().await();
    startRuntime();
  }

  Vertx vertx() {
    return vertx;
  }

  Script model() {
    return provider.openai(MODEL);
  }

  /** The messages of the latest request to the model. */
  JsonNode said() {
    return provider.lastRequest().body().get("messages");
  }

  /** How often the model was asked. */
  int asked() {
    return provider.requests().size();
  }

  TestClient client() {
    return client;
  }

  /** Starts a run of workflow {@code w}. */
  String invoke() {
    return invoke("{}");
  }

  /** Starts a run of workflow {@code w}. */
  String invoke(String params) {
    Answer answer = client.post("/invoke/w", params);
    if (answer.status() != 202) {
      throw new AssertionError(answer.status() + " " + answer.text());
    }
    return answer.json().get("run_id").textValue();
  }

  /** The approvals that are pending, once there are so many. */
  JsonNode pending(int count) {
    return Waiting.until(
        count + " approvals", () -> client.get("/approvals").json(), all -> all.size() == count);
  }

  /** Decides, where the run waits for one decision. */
  int decide(String run, String verb) {
    return client.post("/runs/" + run + "/" + verb, "{\"reason\":\"not today\"}").status();
  }

  /** The record of a run that is over. */
  JsonNode ended(String run) {
    return Waiting.until(
        "the end of " + run,
        () -> client.get("/runs/" + run).json(),
        record -> !record.at("/run/status").asText().equals("running"));
  }

  private void startOrchestrator() {
    orchestrator =
        OrchestratorService.start(vertx, settings(), new Secrets(), Tiers::damaged).await();
    environment.put("KTSU_ORCHESTRATOR_PORT", Integer.toString(orchestrator.port()));
    environment.put("KTSU_ORCHESTRATOR_URL", "http://127.0.0.1:" + orchestrator.port());
    client = new TestClient(environment.get("KTSU_ORCHESTRATOR_URL"));
  }

  private void startRuntime() {
    runtime = RuntimeService.start(vertx, settings()).await();
  }

  private Settings settings() {
    return Settings.of(environment);
  }

  private static void damaged(Problem problem) {
    throw new AssertionError(problem);
  }

  @Override
  public void close() {
    runtime.stop().await();
    orchestrator.stop().await();
    gateway.stop().await();
    vertx.close().await();
  }
}
