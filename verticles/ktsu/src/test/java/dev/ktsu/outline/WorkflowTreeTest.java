package dev.ktsu.outline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.cli.Projects;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.shell.InProcess;
import dev.ktsu.shell.InProcess.Outcome;
import dev.ktsu.testkit.Case;
import dev.ktsu.validate.ValidateCommand;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A workflow with a step of each kind, an agent with a server, and one sub-workflow. */
class WorkflowTreeTest {
  private static final String WORKFLOW =
      """
      pipeline:
        - {id: plan, agent: agents/writer.agent.yaml}
        - id: parts
          workflow: ./part.workflow.yaml
          for_each: {from: plan.topics}
        - {id: wait, sleep: 1s, condition: "params.slow == 'yes'"}
        - id: tell-all
          depends_on: [wait, {step: parts, when: [failure, skipped]}]
          webhook: {url: "http://127.0.0.1/"}
      """;

  private static final String PART =
      """
      visibility: sub-workflow
      pipeline:
        - {id: first, transform: {}}
        - {id: end, transform: {inputs: [{from: first}]}}
      """;

  private static final String SERVERS =
      """
      servers:
        - {name: kv, path: ../servers/kv.server.yaml, access: {allowlist: ["*"]}}
      """;

  @TempDir private Path dir;
  private InProcess project;

  @BeforeEach
  void write() {
    project =
        InProcess.withWriter(dir, SERVERS)
            .with("servers/kv.server.yaml", "name: kv\nurl: http://127.0.0.1:1\n")
            .with("workflows/main.workflow.yaml", WORKFLOW)
            .with("workflows/part.workflow.yaml", PART);
  }

  @Test
  @Case("G17-08")
  void treeShowsStepsFilesAndTheOrderBetweenThem() {
    Outcome outcome = tree("main");

    assertEquals(0, outcome.code(), outcome.err());
    assertEquals(
        """
        └── main.workflow.yaml (workflow)
            ├── plan: writer.agent.yaml (agent)
            │   └── kv.server.yaml (server)
            ├── parts: part.workflow.yaml (workflow) after plan, for each of plan.topics
            │   ├── first (transform)
            │   └── end (transform) after first
            ├── wait (sleep) if params.slow == 'yes'
            └── tell-all (webhook) after parts (failure or skipped) and wait
        """,
        outcome.out());
  }

  @Test
  void fileIsFoundWithTheProjectAroundIt() {
    String file = dir.resolve("workflows/part.workflow.yaml").toString();

    assertTrue(tree(file).out().startsWith("└── part.workflow.yaml (workflow)\n"), file);
  }

  @Test
  @Case("G17-08")
  void jsonNestsPathsKindsAndChildren() {
    JsonNode json = Json.parse(tree("main", "--json").out());

    assertEquals(dir.resolve("workflows/main.workflow.yaml").toString(), json.at("/path").asText());
    assertEquals("workflow", json.path("kind").asText());
    JsonNode agent = json.at("/children/0");
    assertEquals("agent", agent.path("kind").asText());
    assertEquals(dir.resolve("agents/writer.agent.yaml").toString(), agent.path("path").asText());
    assertEquals(
        dir.resolve("servers/kv.server.yaml").toString(), agent.at("/children/0/path").asText());
    JsonNode inner = json.at("/children/1");
    assertEquals("workflow", inner.path("kind").asText());
    assertEquals("parts", inner.path("step").asText());
    assertEquals("plan.topics", inner.path("for_each").asText());
    assertEquals(3, inner.path("line").asInt());
    assertEquals(Json.parse("[{\"step\":\"first\",\"when\":[]}]"), inner.at("/children/1/edges"));
    assertEquals(
        Json.parse(
            "[{\"step\":\"parts\",\"when\":[\"failure\",\"skipped\"]},"
                + "{\"step\":\"wait\",\"when\":[]}]"),
        json.at("/children/3/edges"));
  }

  @Test
  void chartHasArrowsWithWhenAndABoxForASubWorkflow() {
    assertEquals(
        """
        graph TD
          plan["plan [agent]"]
          plan --> file_agents_writer_agent_yaml
          subgraph parts["parts [workflow]<br/>for each of plan.topics"]
            parts_first["first [transform]"]
            parts_end["end [transform]"]
            parts_first --> parts_end
          end
          plan --> parts
          wait["wait [sleep]<br/>if params.slow == 'yes'"]
          tell_all["tell-all [webhook]"]
          parts -->|failure or skipped| tell_all
          wait --> tell_all
          file_agents_writer_agent_yaml["agents/writer.agent.yaml [agent-file]"]:::file
          file_servers_kv_server_yaml["servers/kv.server.yaml [server-file]"]:::file
          file_agents_writer_agent_yaml --> file_servers_kv_server_yaml

          classDef failed fill:#f96,stroke:#333,stroke-width:2px;
          classDef file fill:#e1f5fe,stroke:#01579b,stroke-width:2px;
        """,
        tree("main", "--format", "mermaid").out());
  }

  @Test
  void chartKeepsNamesApartAndTextsInTheirQuotes() {
    project.with(
        "workflows/main.workflow.yaml",
        """
        pipeline:
          - {id: a-b, transform: {}}
          - {id: a_b, transform: {}, condition: 'step."a-b".x < `2`'}
          - {id: end, transform: {}}
        """);

    String chart = tree("main", "--format", "mermaid").out();

    assertTrue(chart.contains("  a_b[\"a-b [transform]\"]\n"), chart);
    assertTrue(
        chart.contains(
            "  a_b_[\"a_b [transform]<br/>if step.#quot;a-b#quot;.x #lt; `2`\"]\n  a_b --> a_b_\n"),
        chart);
    assertTrue(chart.contains("  end_[\"end [transform]\"]\n"), chart);
  }

  @Test
  @Case("G17-06")
  void graphOfAProjectMarksWhatFails() {
    project.with(
        "workflows/main.workflow.yaml",
        """
        pipeline:
          - {id: plan, agent: agents/writer.agent.yaml}
          - {id: odd, transform: {}, colour: red}
          - {id: none, agent: agents/none.agent.yaml, depends_on: [plan]}
          - {id: empty}
        """);

    Outcome outcome = project.call(ValidateCommand::new, "--graph");

    assertEquals(1, outcome.code());
    String out = outcome.out();
    assertTrue(
        out.startsWith("%% Mermaid Graph for workflows/main.workflow.yaml\ngraph TD\n"), out);
    assertTrue(out.contains("%% Mermaid Graph for workflows/part.workflow.yaml\ngraph TD\n"), out);
    assertTrue(out.contains("  plan[\"plan [agent]\"]\n"), out);
    assertTrue(out.contains("  odd[\"odd [transform]\"]:::failed\n"), out);
    assertTrue(out.contains("  none[\"none [agent]\"]:::failed\n  plan --> none\n"), out);
    assertTrue(out.contains("  empty[\"empty [unknown]\"]:::failed\n"), out);
    assertTrue(
        out.contains("[\"agents/none.agent.yaml [agent-file]<br/>missing\"]:::failed\n"), out);
    assertTrue(outcome.err().startsWith("Error: workflows/main.workflow.yaml:"), outcome.err());
    assertEquals(-1, out.indexOf("Summary"), out);
  }

  static Stream<Arguments> olderForms() {
    return Stream.of(
        Arguments.of(
            "agents/writer.agent.yaml",
            """
            model: m
            prompt: {system: x}
            output: {schema: {type: object}}
            servers:
              - name: kv
                path: ../servers/kv.server.yaml
                params: {k: env:KEY}
                access: {allowlist: ['*']}
            """),
        Arguments.of(
            "servers/kv.server.yaml", "url: http://h\nparams: {k: {}}\nauth: {secret: env:KEY}\n"),
        Arguments.of(
            "workflows/part.workflow.yaml",
            "visibility: sub-workflow\npipeline:\n  - {id: w, webhook: {url: env:KEY}}\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("olderForms")
  @Case("G17-06")
  void olderFormOfVariablesIsReportedInEveryFile(String file, String text) {
    project.with(file, text);

    Outcome outcome = project.call(ValidateCommand::new);

    assertEquals(1, outcome.code());
    assertTrue(outcome.out().contains("    - " + file + ":"), outcome.out());
    assertTrue(outcome.out().contains("the form \"env:KEY\" was removed"), outcome.out());
  }

  @Test
  void unreadableWorkflowHasNoChart() {
    project.with("workflows/main.workflow.yaml", "pipeline: [");

    Outcome outcome = project.call(ValidateCommand::new, "--graph");

    assertEquals(1, outcome.code());
    assertTrue(outcome.out().contains("%% (the workflow cannot be read)\n"), outcome.out());
  }

  @Test
  void workflowThatContainsItselfEndsWhereItDoes() {
    project.with(
        "workflows/part.workflow.yaml",
        "pipeline:\n  - {id: me, workflow: ./part.workflow.yaml}\n");

    assertEquals(
        """
        └── part.workflow.yaml (workflow) [has errors]
            └── me: part.workflow.yaml (workflow) [has errors]
        """,
        tree("part").out());
  }

  @Nested
  class MissingFiles {
    @BeforeEach
    void write() {
      project
          .with(
              "agents/lost.agent.yaml",
              Projects.AGENT
                  + """
                  servers:
                    - {name: gone, path: ../servers/gone.server.yaml, access: {allowlist: ["*"]}}
                  """)
          .with("agents/torn.agent.yaml", "name: [")
          .with(
              "workflows/main.workflow.yaml",
              """
              pipeline:
                - {id: none, agent: agents/none.agent.yaml}
                - {id: lost, agent: agents/lost.agent.yaml}
                - {id: torn, agent: agents/torn.agent.yaml}
                - {id: part, workflow: ./nowhere.workflow.yaml}
              """);
    }

    @Test
    void treeSaysWhichFilesAreMissing() {
      assertEquals(
          """
          └── main.workflow.yaml (workflow) [has errors]
              ├── none: none.agent.yaml (agent) [missing]
              ├── lost: lost.agent.yaml (agent) [has errors]
              │   └── gone.server.yaml (server) [missing]
              ├── torn: torn.agent.yaml (agent) [has errors]
              └── part: nowhere.workflow.yaml (workflow) [missing]
          """,
          tree("main").out());
    }

    @Test
    void jsonAndChartSayItToo() {
      JsonNode children = Json.parse(tree("main", "--json").out()).get("children");
      String chart = tree("main", "--format", "mermaid").out();

      assertTrue(children.at("/0/missing").asBoolean(), children.toString());
      assertTrue(children.at("/1/children/0/missing").asBoolean(), children.toString());
      assertTrue(children.at("/2/errors").asBoolean(), children.toString());
      assertTrue(children.at("/2/missing").isMissingNode(), children.toString());
      assertTrue(children.at("/3/missing").asBoolean(), children.toString());
      assertTrue(chart.contains("[\"agents/none.agent.yaml [agent-file]<br/>missing\"]"), chart);
      assertTrue(chart.contains("gone.server.yaml [server-file]<br/>missing\"]"), chart);
      assertTrue(chart.contains("part [workflow]<br/>missing: ./nowhere.workflow.yaml\"]"), chart);
    }
  }

  @Test
  void workflowThatIsNotThereIsNamed() {
    Outcome outcome = tree("nobody");

    assertEquals(1, outcome.code());
    assertTrue(outcome.err().contains("there is no workflow"), outcome.err());
  }

  private Outcome tree(String... arguments) {
    String[] line = new String[arguments.length + 1];
    line[0] = "tree";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    return project.call(WorkflowCommand::with, line);
  }
}
