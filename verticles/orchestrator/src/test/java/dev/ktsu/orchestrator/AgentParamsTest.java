package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.FakeRuntime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values of the parameters that steps give to their agents. */
class AgentParamsTest extends OrchestratorCase {
  private FakeRuntime runtime;

  @Override
  void settings(TestOrchestrator orchestrator) {
    runtime = FakeRuntime.start(orchestrator.vertx(), "rt-fake");
    runtime.answers(leg -> "{}");
    orchestrator
        .with("KTSU_RUNTIME_URL", runtime.url())
        .with("REGION", "eu")
        .file(
            "agents/a.agent.yaml",
            """
            name: a
            model: m
            params:
              schema:
                properties: {value: {}, limit: {type: integer, default: 7}}
            prompt: {system: Work.}
            output: {schema: {type: object}}
            """);
  }

  /** What the agent is told about the value of its parameter. */
  private JsonNode told(String stem, String value) {
    orchestrator.workflow(
        stem,
        """
        env: [{name: REGION}]
        params: {schema: {type: object}}
        pipeline:
          - {id: a, agent: agents/a.agent.yaml, params: {value: %s}}
        """
            .formatted(value));
    orchestrator.run(stem, "{\"o\":{\"a\":[1,{\"b\":null}],\"t\":true},\"n\":12345678.5}");
    return Json.parse(runtime.all().getLast().userMessage());
  }

  @Test
  void valueOfOneExpressionKeepsItsType() {
    assertEquals(
        Json.parse("{\"a\":[1,{\"b\":null}],\"t\":true}"),
        told("object", "'{{ params.o }}'").get("value"));
    assertEquals(Json.parse("12345678.5"), told("number", "'{{ params.n }}'").get("value"));
    assertEquals(Json.parse("5"), told("literal", "5").get("value"));
  }

  @Test
  void textAroundExpressionsMakesAText() {
    assertEquals(
        "\"in eu: 12345678.5 of true\"",
        told("mixed", "'in {{ env.REGION }}: {{ params.n }} of {{ params.o.t }}'")
            .get("value")
            .toString());
  }

  @Test
  void referenceToNothingIsAnEmptyTextAndNeverTheTemplate() {
    assertEquals("\"\"", told("nothing", "'{{ params.none.at.all }}'").get("value").toString());
  }

  @Test
  void defaultKeepsItsType() {
    assertEquals("7", told("default", "x").get("limit").toString());
  }

  @Test
  @Case("G16-08")
  void persistentIdOfAServerIsMadeOfTheAgentsParameters() {
    orchestrator
        .file("servers/kv.server.yaml", "{name: kv, url: 'http://127.0.0.1:9'}")
        .file(
            "agents/kept.agent.yaml",
            """
            model: m
            params: {schema: {properties: {chat: {}}}}
            servers:
              - {name: one, path: ../servers/kv.server.yaml, access: {allowlist: [look]},
                 persistent_id: "chat-{{ params.chat }}"}
              - {name: two, path: ../servers/kv.server.yaml, access: {allowlist: [look]},
                 persistent_id: "{{ params.chat }}"}
              - {name: three, path: ../servers/kv.server.yaml, access: {allowlist: [look]}}
            output: {schema: {type: object}}
            """)
        .workflow(
            "kept",
            """
            params: {schema: {properties: {chat: {}}}}
            pipeline:
              - {id: a, agent: agents/kept.agent.yaml, params: {chat: "{{ params.chat }}"}}
            """);

    assertEquals(Arrays.asList("chat-7", "7", null), persistentIds("{\"chat\":7}"));
    assertEquals(Arrays.asList("chat-", null, null), persistentIds("{}"));
  }

  private List<String> persistentIds(String params) {
    orchestrator.run("kept", params);
    List<String> ids = new ArrayList<>();
    runtime.all().getLast().toolServers().forEach(server -> ids.add(server.persistentId()));
    return ids;
  }
}
