package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.openapi.OpenApi;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.contracts.wire.PendingApproval;
import dev.ktsu.schema.Schema;
import dev.ktsu.testkit.FakeRuntime;
import dev.ktsu.testkit.TestClient.Answer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A live orchestrator answers as its OpenAPI document says. */
class OpenApiTest extends OrchestratorCase {
  private static final ObjectNode DOCUMENT = strict(OpenApi.ORCHESTRATOR.document());
  private static final String ANSWERED = "{\"decision\":\"answered\",\"result\":{\"n\":1}}";
  private final Set<String> checked = new HashSet<>();
  private FakeRuntime runtime;

  @Override
  void settings(TestOrchestrator orchestrator) {
    runtime = FakeRuntime.start(orchestrator.vertx(), "rt-fake");
    orchestrator
        .with("KTSU_RUNTIME_URL", runtime.url())
        .with("KTSU_VALUE_INLINE_BYTES_MAX", "200")
        .file(
            "agents/a.agent.yaml",
            "name: a\nmodel: m\nprompt: {system: s}\noutput: {schema: {type: object}}\n")
        .file(
            "parts/inner.workflow.yaml",
            """
            kind: workflow
            params: {schema: {type: object}}
            pipeline: [{id: same, transform: {inputs: [{from: params}]}}]
            """)
        .workflow(
            "w",
            """
            params: {schema: {type: object, required: [text]}}
            pipeline:
              - {id: each, transform: {inputs: [{from: "{text: item}"}]}, for_each: {from: "[params.text]"}}
              - {id: part, workflow: ./parts/inner.workflow.yaml, params: {text: "{{ params.text }}"}}
              - {id: never, condition: params.absent, transform: {}}
              - {id: ask, depends_on: [each, part], agent: ./agents/a.agent.yaml}
            output: {map: {said: ask.said}}
            """);
  }

  /** Fields that are not described are wrong in it, other than in the document. */
  private static ObjectNode strict(ObjectNode document) {
    document.get("components").get("schemas").forEach(OpenApiTest::close);
    return document;
  }

  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.has("properties")
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    schema.forEach(OpenApiTest::close);
  }

  /** Checks a JSON answer of a request that the document calls so. */
  private JsonNode conforms(String method, String path, int status, Answer answer) {
    assertEquals(status, answer.status(), path + ": " + answer.text());
    JsonNode operation = DOCUMENT.path("paths").path(path).path(method.toLowerCase(Locale.ROOT));
    JsonNode response = operation.path("responses").path(Integer.toString(status));
    if (response.has("$ref")) {
      response = DOCUMENT.at(response.get("$ref").textValue().substring(1));
    }
    assertFalse(response.isMissingNode(), method + " " + path + " has no " + status);
    checked.add(method + " " + path);
    String type = answer.header("Content-Type").replaceFirst(";.*", "");
    if (type.isEmpty()) {
      assertFalse(response.has("content"), path);
      return Json.object();
    }
    JsonNode content = response.path("content").path(type);
    assertFalse(content.isMissingNode(), path + " has no " + type);
    ObjectNode schema = content.get("schema").deepCopy();
    schema.set("components", DOCUMENT.get("components"));
    assertEquals(List.of(), Schema.compile(schema).check(answer.json()), path + answer.text());
    return answer.json();
  }

  private JsonNode get(String path, int status, String address) {
    return conforms("GET", path, status, orchestrator.client().get(address));
  }

  private JsonNode post(String path, int status, String address, String body) {
    return conforms("POST", path, status, orchestrator.client().post(address, body));
  }

  @Test
  void documentIsServedAsItStandsWithoutAKey() {
    Answer answer = orchestrator.client().get("/openapi.json");
    assertEquals(200, answer.status());
    assertEquals(OpenApi.ORCHESTRATOR.document(), answer.json());
  }

  @Test
  void everyRequestOfTheDocumentIsServedByTheseMethodsAlone() {
    for (var path : DOCUMENT.get("paths").properties()) {
      if (path.getKey().matches("/health/.*")) {
        assertEquals(200, orchestrator.client().get(path.getKey()).status(), path.getKey());
        continue;
      }
      Set<String> methods = new TreeSet<>();
      path.getValue().fieldNames().forEachRemaining(m -> methods.add(m.toUpperCase(Locale.ROOT)));
      if (methods.contains("GET")) {
        methods.add("HEAD");
      }
      Answer refused =
          orchestrator.client().call("PATCH", path.getKey().replaceAll("\\{[a-z_]+\\}", "x"));
      assertEquals(405, refused.status(), path.getKey());
      assertEquals(String.join(", ", methods), refused.header("Allow"), path.getKey());
    }
  }

  @Test
  void answersAreAsDescribed() {
    String large = "{\"text\":\"" + "x".repeat(300) + "\"}";
    String run = post("/invoke/{workflow}", 202, "/invoke/w", large).get("run_id").textValue();
    InvokeRequest leg = runtime.next();
    runtime.ask(
        leg, new PendingApproval("tool", "1", Json.parse(large), "recover", 60_000, "reject", ""));
    whileItWaits(run);
    String id = orchestrator.client().get("/approvals").json().get(0).get("id").textValue();
    post("/approvals/{approval_id}/decide", 200, "/approvals/" + id + "/decide", ANSWERED);
    get("/approvals/{approval_id}", 200, "/approvals/" + id);
    runtime.answer(runtime.next(), large.replace("text", "said"));
    orchestrator.ended(run);

    ofARun(run);
    ofRuns(run);
    refusals(run);
    assertTrue(checked.size() > 18, checked.toString());
  }

  private void whileItWaits(String run) {
    get("/runs/{run_id}", 200, "/runs/" + run);
    get("/approvals", 200, "/approvals");
    get("/approvals", 200, "/approvals?inline=all");
    get("/runs/{run_id}/steps/{step_id}/approval", 200, "/runs/" + run + "/steps/ask/approval");
    get("/runs/{run_id}/envelope", 200, "/runs/" + run + "/envelope");
  }

  private void ofARun(String run) {
    String path = "/runs/" + run;
    for (String form : List.of("", "?inline=all", "?include=payload", "?wait=1s")) {
      get("/runs/{run_id}", 200, path + form);
    }
    get("/runs/{run_id}", 200, path + "%2Fpart");
    get("/runs/{run_id}/envelope", 200, path + "/envelope");
    get("/runs/{run_id}/envelope", 200, path + "/envelope?shape=map");
    get("/runs/{run_id}/steps/{step_id}", 200, path + "/steps/each%5B0%5D");
    get("/runs/{run_id}/steps", 200, path + "/steps?of=each");
    get("/runs/{run_id}/events", 200, path + "/events?format=json&limit=1000");
    get("/runs/{run_id}/values/{value}", 200, path + "/values/1.params");
    String digest = orchestrator.record(run).at("/run/definition").textValue();
    get("/definitions/{digest}", 200, "/definitions/" + digest);
  }

  private void ofRuns(String run) {
    get("/runs", 200, "/runs?limit=1");
    get("/runs", 200, "/runs?parent=" + run);
    get("/doctor", 200, "/doctor");
    get("/health", 200, "/health");
    get("/health/live", 200, "/health/live");
    post("/heartbeat", 200, "/heartbeat", "{\"runtime_id\":\"r\",\"active\":[]}");
    String other = orchestrator.invoke("w", "{\"text\":\"a\"}");
    post("/runs/{run_id}/cancel", 202, "/runs/" + other + "/cancel", "{\"reason\":\"r\"}");
    runtime.fail(runtime.next(), "stopped", "cancelled");
    orchestrator.ended(other);
    conforms("DELETE", "/runs/{run_id}", 204, orchestrator.client().call("DELETE", "/runs/" + run));
  }

  private void refusals(String run) {
    get("/runs/{run_id}", 404, "/runs/" + run);
    get("/runs/{run_id}", 400, "/runs/" + run + "?inline=some");
    get("/runs", 400, "/runs?owner=me");
    get("/definitions/{digest}", 404, "/definitions/none");
    post("/invoke/{workflow}", 422, "/invoke/w", "{}");
    post("/invoke/{workflow}", 404, "/invoke/nobody", "{}");
    post("/invoke/{workflow}", 400, "/invoke/w", "[");
    get("/schemas/{file}", 404, "/schemas/x.json");
    get("/schemas/{file}", 200, "/schemas/workflow.json");
  }
}
