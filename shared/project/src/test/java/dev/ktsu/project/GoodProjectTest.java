package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GoodProjectTest {
  private static final String WORKFLOW =
      """
      kind: workflow
      name: Greetings
      version: 1.0.0
      description: Greets and tells
      durable: each
      env:
        - {name: TOKEN, secret: true, description: of the store}
        - {name: HOOK, default: "http://127.0.0.1:1/hook"}
      params:
        schema:
          type: object
          required: [who]
          properties: {who: {type: string}, loud: {type: boolean, default: false}}
      pipeline:
        - id: tell
          webhook:
            url: "{{ env.HOOK }}?to={{ params.who }}"
            method: put
            timeout_s: 5
            body:
              text: "{{ step.shape.result }}"
              gone: "{{ step.shape.result[9] }}"
              kept: null
              n: 5
              deep: {list: ["Hi {{ params.who }}", true]}
        - id: say-hi
          agent: ./agents/a.agent.yaml@1.0.0
          condition: params.who != 'nobody'
          confidence_threshold: 0.5
          params: {name: "{{ params.who }}", token: "{{ env.TOKEN }}"}
          model: {group: premium, max_tokens: 99}
          output: {schema: {required: [text]}}
        - id: shape
          depends_on: [extra]
          transform:
            inputs:
              - {from: say-hi}
              - {from: "{{ step.say-hi.text }}"}
            ops:
              - merge: [extra]
              - filter: {expr: status == 'on'}
              - sort: {field: v, order: desc}
              - map: {expr: "{a-b: v}"}
              - flatten: {}
              - flatten:
              - deduplicate: {field: a-b}
        - id: extra
          transform: {ops: [map: {expr: x}]}
      output: {schema: {type: object}}
      """;

  private final Files files = Files.sound().with(Files.WORKFLOW, WORKFLOW);

  @Test
  void workflowIsRead() {
    Workflow workflow = files.load().workflow();

    assertEquals("w", workflow.stem());
    assertEquals("Greetings", workflow.name());
    assertEquals("1.0.0", workflow.version());
    assertEquals(Visibility.ROOT, workflow.visibility());
    assertEquals(Durability.EACH, workflow.durable());
    assertEquals(
        List.of(
            new EnvVar("TOKEN", true, Optional.empty(), "of the store"),
            new EnvVar("HOOK", false, Optional.of("http://127.0.0.1:1/hook"), "")),
        workflow.env());
    assertEquals(
        List.of("tell", "say-hi", "shape", "extra"),
        workflow.pipeline().stream().map(Step::id).toList());
    assertTrue(workflow.output().schema().isPresent());
  }

  @Test
  void dependenciesAreDeclaredAndImpliedInFileOrder() {
    List<Step> pipeline = files.load().workflow().pipeline();

    assertEquals(
        List.of(List.of("shape"), List.of(), List.of("say-hi", "extra"), List.of()),
        pipeline.stream().map(step -> List.copyOf(step.dependencies())).toList());
  }

  @Test
  void webhookIsRead() {
    var step = assertInstanceOf(WebhookStep.class, files.load().workflow().pipeline().get(0));
    var scope =
        Json.parse(
            """
            {"env": {"HOOK": "http://h"}, "params": {"who": "Ada"},
             "step": {"shape": {"result": [1]}}}
            """);

    assertEquals("PUT", step.request().method());
    assertEquals(5, step.timeoutSeconds());
    assertEquals("http://h?to=Ada", step.request().url().render(scope).textValue());
    assertEquals(
        Json.parse("{\"text\":[1],\"kept\":null,\"n\":5,\"deep\":{\"list\":[\"Hi Ada\",true]}}"),
        step.request().body().render(scope));
  }

  @Test
  void agentStepIsRead() {
    Definition definition = files.load();
    var step = assertInstanceOf(AgentStep.class, definition.workflow().pipeline().get(1));

    assertEquals(0.5, step.confidenceThreshold());
    assertEquals("params.who != 'nobody'", step.condition().orElseThrow().source());
    assertEquals(
        new ModelOverride(Optional.of("premium"), OptionalInt.of(99)), step.model().orElseThrow());
    assertEquals(Set.of("name", "token"), step.params().keySet());
    assertEquals("agents/a.agent.yaml", step.agentPath());
    assertEquals("agents/a.agent.yaml", definition.agentsByStep().get("say-hi").path());
  }

  @Test
  void agentAndServerAreRead() {
    Definition definition = files.load();
    Agent agent = definition.agentsByStep().get("say-hi");
    ServerUse use = agent.servers().getFirst();
    ToolServer server = definition.server(agent, use);

    assertEquals("greeter", agent.name());
    assertEquals(10, agent.maxTurns());
    assertEquals("You greet.", agent.prompt().system());
    assertEquals(List.of("kv_*", "kv_get"), use.patterns());
    assertEquals(
        List.of("name true false", "token true true", "tone false false"),
        agent.params().stream()
            .map(param -> param.name() + " " + param.required() + " " + param.secret())
            .toList());
    assertEquals("http://127.0.0.1:9200", server.url());
    assertEquals("X-Key", server.auth().orElseThrow().header());
    assertEquals(AuthScheme.RAW, server.auth().orElseThrow().scheme());
    assertEquals(new ServerParam("Where", Optional.of("eu"), false), server.params().get("region"));
  }

  @Test
  void opsAreRead() {
    var step = assertInstanceOf(TransformStep.class, files.load().workflow().pipeline().get(2));

    assertEquals(
        List.of("say-hi", "step.say-hi.text"),
        step.inputs().stream().map(input -> input.source()).toList());
    assertEquals(
        List.of("merge", "filter", "sort", "map", "flatten", "flatten", "deduplicate"),
        step.ops().stream().map(Op::word).toList());
    var filter = assertInstanceOf(Op.Filter.class, step.ops().get(1));
    assertEquals(
        Json.parse("[{\"status\":\"on\"}]"),
        filter.selection().evaluate(Json.parse("[{\"status\":\"on\"},{\"status\":\"off\"},{}]")));
    assertTrue(assertInstanceOf(Op.Sort.class, step.ops().get(2)).descending());
  }

  @Test
  void closureIsPinnedWithItsDigest() {
    Definition definition = files.load();

    assertEquals(
        List.of(Files.AGENT, Files.SERVER, Files.WORKFLOW),
        List.copyOf(definition.files().keySet()));
    assertEquals(64, definition.digest().length());
    assertEquals(definition.digest(), files.load().digest());
    assertNotEquals(
        definition.digest(), files.with(Files.WORKFLOW, WORKFLOW + "# more\n").load().digest());
  }

  @Test
  void pinnedClosureIsRestoredWithoutTheProject() {
    Definition definition = files.load();

    Definition restored = Definition.restore("w", new TreeMap<>(definition.files()));

    assertEquals(definition.digest(), restored.digest());
    assertEquals(definition.workflow().pipeline(), restored.workflow().pipeline());
    assertArrayEquals(definition.files().get(Files.AGENT), restored.files().get(Files.AGENT));
  }

  @Test
  void soundProjectHasNoDiagnostics() {
    assertEquals(List.of(), files.found());
    assertEquals(List.of(), files.load().warnings());
  }

  @Test
  void anchorsAndMergeKeysWorkInPipelines() {
    Definition definition =
        Files.empty()
            .with(
                Files.WORKFLOW,
                """
                pipeline:
                  - &hook
                    id: one
                    webhook: {url: "http://h"}
                  - <<: *hook
                    id: two
                    depends_on: [one]
                """)
            .load();

    assertEquals(
        List.of("one", "two"), definition.workflow().pipeline().stream().map(Step::id).toList());
  }

  @Test
  void emptyPipelineAndAbsentOneAreSound() {
    assertEquals(
        List.of(), Files.empty().with(Files.WORKFLOW, "pipeline: []").load().workflow().pipeline());
    assertEquals(
        List.of(), Files.empty().with(Files.WORKFLOW, "name: x").load().workflow().pipeline());
  }

  @Test
  void serverWithoutPathIsLookedUpByName() {
    Definition definition =
        Files.sound()
            .with(
                Files.AGENT,
                """
                model: m
                servers: [{name: kv, access: {allowlist: []}}]
                output: {schema: {type: object}}
                """)
            .with("servers.yaml", "servers: [{name: kv, url: 'http://kv'}]")
            .pipeline("  - {id: a, agent: agents/a.agent.yaml}\n")
            .load();
    Agent agent = definition.agentsByStep().get("a");

    assertEquals("http://kv", definition.server(agent, agent.servers().getFirst()).url());
    assertTrue(definition.files().containsKey("servers.yaml"));
    assertEquals("a", agent.name());
  }

  @Test
  void serverBesideTheAgentComesBeforeTheOneAtTheRoot() {
    String agent =
        """
        model: m
        servers: [{name: kv, path: s.yaml, access: {allowlist: ["*"]}}]
        output: {schema: {type: object}}
        """;
    Files files =
        Files.empty()
            .with(Files.AGENT, agent)
            .with("s.yaml", "url: http://root")
            .pipeline("  - {id: a, agent: /agents/a.agent.yaml}\n");

    assertEquals("http://root", url(files.load()));
    assertEquals(List.of(), files.found());

    files.with("agents/s.yaml", "url: http://beside");
    assertEquals("http://beside", url(files.load()));
    assertEquals(
        List.of(
            "agents/a.agent.yaml:2:28 ambiguous-path both agents/s.yaml and s.yaml exist; the"
                + " first is used"),
        files.found());
  }

  @Test
  void serverOfAnotherAgentIsRefused() {
    Definition definition = files.load();
    Agent agent = definition.agentsByStep().get("say-hi");

    assertThrows(
        IllegalArgumentException.class,
        () ->
            definition.server(
                agent,
                new ServerUse("other", Optional.empty(), Map.of(), Optional.empty(), List.of())));
  }

  @Test
  void subWorkflowIsValidButCannotBeInvoked() {
    Files sub = Files.empty().with(Files.WORKFLOW, "visibility: sub-workflow\npipeline: []\n");

    assertEquals(List.of(), sub.found());
    assertEquals("workflow not found: w", sub.refusal().error());
    assertEquals("workflow_not_found", sub.refusal().code().word());
  }

  @Test
  void agentHasItsDefaults() {
    Agent agent =
        Files.empty()
            .with(
                "team@1/b.agent.yaml",
                "{model: {group: g}, max_turns: 0, output: {schema: {type: object}}}")
            .pipeline("  - {id: a, agent: team@1/x/../b.agent.yaml@2.0}\n")
            .load()
            .agentsByStep()
            .get("a");

    assertEquals("team@1/b.agent.yaml", agent.path());
    assertEquals("b", agent.name());
    assertEquals("g", agent.model());
    assertEquals(10, agent.maxTurns());
    assertEquals(new Prompt("", Optional.empty(), Optional.empty()), agent.prompt());
  }

  @Test
  void webhookHasItsDefaults() {
    var step =
        assertInstanceOf(
            WebhookStep.class,
            Files.empty()
                .pipeline("  - {id: a, webhook: {url: 'http://h'}}\n")
                .load()
                .workflow()
                .pipeline()
                .getFirst());

    assertEquals("POST", step.request().method());
    assertEquals(30, step.timeoutSeconds());
    assertEquals(Json.parse("{}"), step.request().body().render(Json.parse("{}")));
  }

  @Test
  void omittedAllowlistIsAllWhenTheOwnerSaysSo() {
    Files open =
        Files.empty()
            .with(
                Files.AGENT,
                """
                model: m
                servers: [{name: kv, path: s.yaml}]
                output: {schema: {type: object}}
                """)
            .with("s.yaml", "url: http://kv")
            .pipeline("  - {id: a, agent: agents/a.agent.yaml}\n")
            .options(new ProjectOptions("workflows", true, false));

    assertEquals(List.of("*"), open.load().agentsByStep().get("a").servers().getFirst().patterns());
  }

  @Test
  void changedFileMakesADefinitionStale() {
    Definition definition = files.load();
    assertTrue(files.project().isCurrent(definition));

    files.with(Files.SERVER, "url: http://elsewhere");

    assertFalse(files.project().isCurrent(definition));
  }

  private static String url(Definition definition) {
    Agent agent = definition.agentsByStep().get("a");
    return definition.server(agent, agent.servers().getFirst()).url();
  }
}
