package dev.ktsu.orchestrator;

import static dev.ktsu.orchestrator.TestOrchestrator.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.contracts.wire.ToolServerRef;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.FakeRuntime;
import dev.ktsu.testkit.TestClient.Answer;
import dev.ktsu.testkit.Waiting;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parameters of agents and servers, and the secrets among them. */
class SecretsCasesTest extends OrchestratorCase {
  private static final String TOKEN = "token-of-the-environment";
  private static final String KEY = "key-of-the-caller";
  private static final String AGENT =
      """
      model: standard
      params:
        schema:
          required: [name]
          properties: {name: {}, tone: {default: warm}, key: {secret: true}}
      servers:
        - {name: s, path: ../servers/s.server.yaml, access: {allowlist: [look]},
           params: {key: "{{ params.key }}", region: "{{ params.tone }}"}}
      output: {schema: {type: object}}
      """;
  private static final String SERVER =
      """
      name: s
      url: http://127.0.0.1:9
      auth: {secret: "{{ params.key }}"}
      params: {key: {secret: true}, region: {default: eu}, zone: {default: a}}
      """;
  private FakeRuntime runtime;

  @Override
  void settings(TestOrchestrator orchestrator) {
    runtime = FakeRuntime.start(orchestrator.vertx(), "rt-fake");
    orchestrator.with("KTSU_RUNTIME_URL", runtime.url()).with("TOKEN", TOKEN).with("TINY", "short");
    orchestrator.file("agents/a.agent.yaml", AGENT).file("servers/s.server.yaml", SERVER);
  }

  /** A workflow with an env of TOKEN, a secret parameter, and one agent step. */
  private void workflow(String stem, String params) {
    orchestrator.workflow(
        stem,
        """
        env: [{name: TOKEN, secret: true}]
        params: {schema: {properties: {key: {type: string, secret: true}, n: {}}}}
        pipeline:
          - {id: a, agent: agents/a.agent.yaml@1.0.0, params: %s}
        """
            .formatted(params));
  }

  private InvokeRequest sent(String stem, String params) {
    runtime.answers(leg -> "{}");
    orchestrator.run(stem, params);
    return latest();
  }

  private InvokeRequest latest() {
    return runtime.all().getLast();
  }

  private void refused(String stem, String agent, String server, String expected) {
    orchestrator.file(
        "agents/" + stem + ".agent.yaml", agent.replace("s.server", stem + ".server"));
    orchestrator.file("servers/" + stem + ".server.yaml", server);
    orchestrator.workflow(
        stem,
        "env: [{name: TOKEN, secret: true}]\npipeline:\n  - {id: a, agent: agents/"
            + stem
            + ".agent.yaml, params: {name: x, key: '{{ env.TOKEN }}'}}\n");
    Answer answer = orchestrator.client().post("/invoke/" + stem, "{}");
    assertEquals(404, answer.status());
    assertEquals("workflow_invalid", answer.json().get("code").asText());
    assertTrue(answer.text().contains(expected), answer.text());
  }

  @Test
  @Case("G9-02")
  void defaultIsUsedUnlessTheStepGivesAValue() {
    workflow("plain", "{name: x, key: '{{ env.TOKEN }}'}");
    workflow("given", "{name: x, tone: cold, key: '{{ env.TOKEN }}'}");
    workflow("missing", "{key: '{{ env.TOKEN }}'}");

    assertEquals("warm", Json.parse(sent("plain", "{}").userMessage()).get("tone").asText());
    assertEquals("cold", Json.parse(sent("given", "{}").userMessage()).get("tone").asText());
    Answer answer = orchestrator.client().post("/invoke/missing", "{}");
    assertEquals(404, answer.status());
    assertTrue(answer.text().contains("required agent param \\\"name\\\" has no value"));
  }

  @Test
  @Case("G9-12")
  void textOfACallerNamesNoVariable() {
    workflow("named", "{name: '{{ params.n }}', key: '{{ env.TOKEN }}'}");

    String input = sent("named", "{\"n\":\"env:TOKEN {{ env.TOKEN }}\"}").userMessage();

    assertEquals("env:TOKEN {{ env.TOKEN }}", Json.parse(input).get("name").asText());
  }

  @Test
  @Case("G9-16")
  void agentWithoutAPromptIsToldItsParametersButTheSecretOnes() {
    workflow("told", "{name: x, key: '{{ env.TOKEN }}'}");

    assertEquals(
        Json.parse("{\"name\":\"x\",\"tone\":\"warm\"}"),
        Json.parse(sent("told", "{}").userMessage()));
  }

  @Test
  @Case("G9-18")
  void stepNamesAnotherModelGroup() {
    orchestrator.workflow(
        "model",
        """
        env: [{name: TOKEN, secret: true}]
        pipeline:
          - {id: a, agent: agents/a.agent.yaml@1.0.0, model: {group: large, max_tokens: 77},
             params: {name: x, key: '{{ env.TOKEN }}'}}
        """);

    InvokeRequest leg = sent("model", "{}");

    assertEquals("large", leg.model().group());
    assertEquals(77, leg.model().maxTokens());
  }

  @Test
  @Case("G9-20")
  void serverGetsItsParametersAndTheSecretInItsHeader() {
    workflow("bearer", "{name: x, key: '{{ env.TOKEN }}'}");
    ToolServerRef bearer = sent("bearer", "{}").toolServers().getFirst();
    assertEquals("Authorization", bearer.authHeader());
    assertEquals("Bearer " + TOKEN, bearer.authValue());
    assertEquals(Map.of("key", TOKEN, "region", "warm", "zone", "a"), bearer.params());

    orchestrator.file(
        "servers/s.server.yaml", SERVER.replace("auth: {", "auth: {header: X-Key, scheme: raw, "));
    ToolServerRef raw = sent("bearer", "{}").toolServers().getFirst();
    orchestrator.file("servers/s.server.yaml", SERVER);
    assertEquals("X-Key", raw.authHeader());
    assertEquals(TOKEN, raw.authValue());
  }

  @Test
  @Case("G9-21")
  void valueOfAStepComesBeforeThatOfItsAgentAndTheDefaultOfTheServer() {
    orchestrator.workflow(
        "layers",
        """
        env: [{name: TOKEN, secret: true}]
        params: {schema: {properties: {key: {secret: true}, n: {}}}}
        pipeline:
          - {id: given, agent: agents/a.agent.yaml, params: {name: x, key: "{{ env.TOKEN }}",
             server: {s: {zone: "{{ params.n }}-b", key: "{{ params.key }}"}}}}
          - {id: empty, depends_on: [given], agent: agents/a.agent.yaml,
             params: {name: x, key: "{{ env.TOKEN }}", server: {s: {region: "{{ params.none }}"}}}}
          - {id: plain, depends_on: [empty], agent: agents/a.agent.yaml,
             params: {name: x, key: "{{ env.TOKEN }}"}}
        """);

    sent("layers", "{\"n\":7,\"key\":\"" + KEY + "\"}");

    ToolServerRef given = server("given");
    assertEquals(Map.of("key", KEY, "region", "warm", "zone", "7-b"), given.params());
    assertEquals("Bearer " + KEY, given.authValue());
    Map<String, String> others = Map.of("key", TOKEN, "region", "warm", "zone", "a");
    assertEquals(others, server("empty").params());
    assertEquals(others, server("plain").params());
  }

  private ToolServerRef server(String step) {
    return runtime.all().stream()
        .filter(leg -> leg.stepId().equals(step))
        .findFirst()
        .orElseThrow()
        .toolServers()
        .getFirst();
  }

  @Test
  void eachItemGivesItsServerAValueOfItsOwn() {
    orchestrator.workflow(
        "items",
        """
        env: [{name: TOKEN, secret: true}]
        params: {schema: {properties: {shops: {type: array}}}}
        pipeline:
          - {id: a, agent: agents/a.agent.yaml, for_each: {from: params.shops, as: shop},
             params: {name: x, key: "{{ env.TOKEN }}", server: {s: {zone: "{{ shop.id }}"}}}}
        """);

    sent("items", "{\"shops\":[{\"id\":\"north\"},{\"id\":8}]}");

    assertEquals("north", server("a[0]").params().get("zone"));
    assertEquals("8", server("a[1]").params().get("zone"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "system § prompt: {system: 'Hi {{ params.name }}'} § prompt.system",
        "user § prompt: {user: '{{ params.key }}'} § must not appear in prompt.user",
        "reflect § prompt: {reflect: '{{ params.key }}'} § must not appear in prompt.reflect",
        "env § prompt: {user: '{{ env.TOKEN }}'} § is not available in prompt.user",
        "step § prompt: {user: '{{ step.a }}'} § is not available in prompt.user",
        "bare § prompt: {user: '{{ name }}'} § is not available in prompt.user",
      })
  @Case("G9-13")
  @Case("G9-14")
  @Case("G9-15")
  void promptReadsParametersThatAreNotSecret(String stem, String prompt, String expected) {
    refused(stem, prompt + "\nmax_turns: 3\n" + AGENT, SERVER, expected);
  }

  @Test
  @Case("G9-17")
  void agentWithoutAnOutputSchemaIsRefused() {
    refused(
        "unsaid",
        AGENT.replace("output: {schema: {type: object}}", ""),
        SERVER,
        "no output schema");
  }

  @Test
  @Case("G9-19")
  void secretsOfServersComeFromSecrets() {
    refused(
        "open",
        AGENT.replace("key: \"{{ params.key }}\"", "key: \"{{ params.name }}\""),
        SERVER,
        "is secret but agent param \\\"name\\\" is not marked secret");
    refused(
        "auth",
        AGENT,
        SERVER.replace("secret: \"{{ params.key }}\"", "secret: \"{{ params.tone }}\""),
        "which is not marked secret");
  }

  @Test
  void secretOfACallerReachesTheServerAndIsNotKept() throws Exception {
    workflow("caller", "{name: x, key: '{{ params.key }}'}");
    runtime.answers(leg -> "{\"said\":\"it is " + KEY + "\",\"a/b\":[\"" + KEY + "\"]}");

    JsonNode record = orchestrator.run("caller", "{\"key\":\"" + KEY + "\",\"n\":1}");

    assertEquals("Bearer " + KEY, latest().toolServers().getFirst().authValue());
    assertEquals(Json.parse("{\"n\":1}"), record.at("/run/payload"), record.toString());
    assertEquals("it is [REDACTED]", step(record, "a").at("/output/said").asText());
    assertEquals(Json.parse("[\"/said\",\"/a~1b/0\"]"), step(record, "a").get("redacted"));
    assertFalse(record.toString().contains(KEY));
    assertEquals(
        "rw-------",
        java.nio.file.attribute.PosixFilePermissions.toString(
            Files.getPosixFilePermissions(orchestrator.database().resolveSibling("ktsu.db.key"))));
  }

  @Test
  void secretOfACallerIsOpenedAgainAfterARestartAndErasedAtTheEnd() {
    workflow("again", "{name: x, key: '{{ params.key }}'}");
    runtime.answers(null);
    String run = orchestrator.invoke("again", "{\"key\":\"" + KEY + "\"}");
    InvokeRequest leg = Waiting.until("the leg", this::latest, sent -> sent.runId().equals(run));
    orchestrator.restart();

    String late = leg.callbackUrl().replaceFirst("http://[^/]+", orchestrator.url());
    Answer told =
        new dev.ktsu.testkit.TestClient("")
            .post(late, "{\"status\":\"ok\",\"output\":{\"said\":\"" + KEY + "\"}}");

    assertEquals(200, told.status(), told.text());
    JsonNode record = orchestrator.ended(run);
    assertEquals("[REDACTED]", step(record, "a").at("/output/said").asText(), record.toString());
  }

  @Test
  void retryAsksForTheSecretAgain() {
    orchestrator.workflow(
        "retried",
        """
        params: {schema: {required: [key], properties: {key: {secret: true}, n: {}}}}
        pipeline:
          - {id: a, agent: agents/a.agent.yaml, params: {name: x, key: "{{ params.key }}"}}
        """);
    runtime.answers(leg -> "[]");
    JsonNode failed = orchestrator.run("retried", "{\"key\":\"" + KEY + "\"}");
    assertEquals("failed", failed.at("/run/status").asText());
    String run = failed.at("/run/id").asText();

    Answer missing = orchestrator.client().post("/runs/" + run + "/retry", "{}");
    assertEquals(422, missing.status(), missing.text());
    assertTrue(missing.text().contains("\\\"key\\\""), missing.text());
    Answer other = orchestrator.client().post("/runs/" + run + "/retry", "{\"params\":{\"n\":1}}");
    assertEquals(422, other.status(), other.text());

    runtime.answers(leg -> "{}");
    Answer retried =
        orchestrator
            .client()
            .post("/runs/" + run + "/retry", "{\"params\":{\"key\":\"another key\"}}");
    assertEquals(202, retried.status(), retried.text());
    assertEquals("complete", orchestrator.ended(run).at("/run/status").asText());
    assertEquals("Bearer another key", latest().toolServers().getFirst().authValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      value = {
        "{\"key\":\"short\"} § has fewer than 8 characters",
        "{\"key\":12345678} § is no text",
        "{\"key\":[\"key-of-the-caller\"]} § is no text",
      })
  void secretThatCannotBeMaskedIsRefusedWithoutItsValue(String params, String expected) {
    workflow("refused", "{name: x, key: '{{ params.key }}'}");

    Answer answer = orchestrator.client().post("/invoke/refused", params);

    assertEquals(422, answer.status(), answer.text());
    assertTrue(answer.text().contains(expected), answer.text());
    assertFalse(answer.text().contains(KEY));
  }

  @Test
  void shortSecretOfTheEnvironmentIsRefusedByName() {
    orchestrator.workflow("tiny", "env: [{name: TINY, secret: true}]\npipeline: []\n");

    Answer answer = orchestrator.client().post("/invoke/tiny", "{}");

    assertEquals(422, answer.status(), answer.text());
    assertTrue(answer.text().contains("TINY"), answer.text());
  }

  @Test
  void secretOfASubWorkflowIsWorkedOutWhereItIsReadAndRecordedNowhere() {
    orchestrator
        .workflow(
            "low",
            """
            visibility: sub-workflow
            params: {schema: {required: [key], additionalProperties: false,
                     properties: {key: {secret: true}, n: {}}}}
            pipeline:
              - {id: a, agent: agents/a.agent.yaml, params: {name: "{{ params.n }}", key: "{{ params.key }}"}}
            """)
        .workflow(
            "mid",
            """
            visibility: sub-workflow
            params: {schema: {required: [key], properties: {key: {secret: true}}}}
            pipeline:
              - {id: low, workflow: low.workflow.yaml, for_each: {from: "`[7]`"},
                 params: {n: "{{ item }}", key: "{{ params.key }}"}}
            """)
        .workflow(
            "deep",
            """
            env: [{name: TOKEN, secret: true}]
            pipeline:
              - {id: mid, workflow: mid.workflow.yaml, params: {key: "{{ env.TOKEN }}"}}
            """);

    InvokeRequest leg = sent("deep", "{}");

    assertEquals("mid/low[0]/a", leg.stepId());
    assertEquals("Bearer " + TOKEN, leg.toolServers().getFirst().authValue());
    JsonNode shown = orchestrator.client().get("/runs/" + leg.runId() + "?include=payload").json();
    assertTrue(shown.toString().contains("[REDACTED]"), shown.toString());
    assertFalse(shown.toString().contains(TOKEN));
  }
}
