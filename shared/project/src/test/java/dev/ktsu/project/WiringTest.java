package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The sound agent takes a name, a secret token and a tone; the pipeline has TOKEN (secret), HOST.
 */
class WiringTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "{name: x, token: '{{ env.TOKEN }}', nme: y} § 5:90 undeclared-param the agent \"greeter\""
            + " declares no parameter \"nme\"",
        "{token: '{{ env.TOKEN }}'}          § 5:5 missing-param required agent param \"name\" has"
            + " no value",
        "{name: x, token: '{{ env.HOST }}'}  § 5:66 secret the agent param \"token\" is secret and"
            + " must come from a secret alone: env.HOST → params.token of step \"a\""
            + " (workflows/w.workflow.yaml:5:66)",
        "{name: x, token: abcdefgh}          § 5:66 secret the agent param \"token\" is secret and"
            + " must come from a secret alone: a literal → params.token of step \"a\""
            + " (workflows/w.workflow.yaml:5:66)",
        "{name: x, token: 5}                 § 5:66 secret the agent param \"token\" is secret and"
            + " must come from a secret alone: a literal → params.token of step \"a\""
            + " (workflows/w.workflow.yaml:5:66)",
        "{name: x, token: '{{ params.t }}'}  § 5:66 secret the agent param \"token\" is secret and"
            + " must come from a secret alone: params.t → params.token of step \"a\""
            + " (workflows/w.workflow.yaml:5:66)",
        "{name: x, token: 'Bearer {{ env.TOKEN }}'} § 5:66 secret the agent param \"token\" is"
            + " secret and must come from a secret alone: env.TOKEN → params.token of step \"a\""
            + " (workflows/w.workflow.yaml:5:66)",
        "{name: '{{ env.TOKEN }}', token: '{{ env.TOKEN }}'} § 5:56 secret the agent param \"name\""
            + " is not secret but gets the secret env.TOKEN: env.TOKEN → params.name of step \"a\""
            + " (workflows/w.workflow.yaml:5:56)",
        "{name: env:HOST, token: '{{ env.TOKEN }}'} § 5:56 removed-form the form \"env:HOST\" was"
            + " removed",
        "{name: params.who, token: '{{ env.TOKEN }}'} § 5:56 bare-path \"params.who\" would be"
            + " taken as a text, not as a path",
        "{name: '{{ env.NOPE }}', token: '{{ env.TOKEN }}'} § 5:60 undeclared-env the variable"
            + " \"NOPE\" is not declared in env",
      })
  void paramsAreRefused(String params, String expected) {
    assertEquals(List.of(expected), step("params: " + params).found());
  }

  @Test
  void literalSecretPassesWhenTheOwnerSaysSo() {
    Files files =
        step("params: {name: x, token: abcdefgh}")
            .options(new ProjectOptions("workflows", false, true));

    assertEquals(List.of(), files.found());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "agents/none.agent.yaml  § 5:20 file-missing there is no agent file"
            + " \"agents/none.agent.yaml\"",
        "../a.agent.yaml         § 5:20 file-outside ../a.agent.yaml lies outside the project",
        "''                      § 5:5 missing-field missing \"agent\"",
        "/                       § 5:20 file-outside / lies outside the project",
        "'@1.0'                  § 5:20 file-missing there is no agent file \"@1.0\"",
        "[x]                     § 5:20 wrong-type \"agent\" takes a text, not a list",
      })
  void agentPathIsRefused(String path, String expected) {
    assertEquals(
        List.of(expected), Files.sound().pipeline("  - {id: a, agent: " + path + "}\n").found());
  }

  @Test
  void faultsOfAgentsAndServersAreFoundThroughTheWorkflow() {
    Files files =
        step("params: {name: x, token: '{{ env.TOKEN }}'}")
            .with(Files.SERVER, "{url: '{{ env.U }}', params: {key: {secret: true}, region: {}}}")
            .with(Files.AGENT, agent("modle: x"));

    assertEquals(
        List.of(
            "agents/a.agent.yaml:1:1 unknown-key unknown key \"modle\"",
            "servers/s.server.yaml:1:2 namespace the url of a server is static"),
        files.found());
  }

  @Test
  void faultOfASharedAgentIsReportedOnce() {
    Files files =
        Files.empty()
            .with(Files.AGENT, "{model: m, bogus: 1, output: {schema: {type: object}}}")
            .pipeline(
                """
                  - {id: a, agent: agents/a.agent.yaml}
                  - {id: b, agent: ./agents/a.agent.yaml@2}
                """);

    assertEquals(
        List.of("agents/a.agent.yaml:1:12 unknown-key unknown key \"bogus\""), files.found());
  }

  @Test
  void agentWithoutAModelNeedsOneFromTheStep() {
    Files files = Files.empty().with(Files.AGENT, "output: {schema: {type: object}}");

    assertEquals(
        List.of("5:5 model-missing neither the step nor its agent names a model group"),
        files.pipeline("  - {id: a, agent: agents/a.agent.yaml}\n").found());
    assertEquals(
        List.of(),
        files.pipeline("  - {id: a, agent: agents/a.agent.yaml, model: {group: g}}\n").found());
  }

  @Test
  void unknownModelGroupIsAWarningWhereAGatewayFileIs() {
    Files files =
        step("params: {name: x, token: '{{ env.TOKEN }}'}")
            .with("gateway.yaml", "model_groups: [{name: economic, models: [p/m]}]");

    assertEquals(
        List.of("5:5 unknown-model-group gateway.yaml has no model group \"economy\""),
        files.found());
    assertEquals("Did you mean \"economic\"?", files.load().warnings().getFirst().remedy());
  }

  @Test
  void groupThatAPolicyNamesIsLookedAtWhereItStands() {
    Files files =
        Files.sound()
            .with("gateway.yaml", "model_groups: [{name: standard, models: [p/m]}]")
            .with(
                "workflows/part.workflow.yaml",
                """
                visibility: sub-workflow
                params: {schema: {properties: {token: {secret: true}}}}
                model_policy: {group_map: {economy: cheap, large: huge}}
                pipeline:
                  - {id: in, agent: agents/a.agent.yaml, params: {name: x, token: '{{ params.token }}'}}
                """);
    String root =
        """
        env: [{name: TOKEN, secret: true}]
        pipeline:
          - {id: up, workflow: part.workflow.yaml, params: {token: '{{ env.TOKEN }}'}}
        model_policy: {group_map: {cheap: standard}}
        """;

    assertEquals(
        List.of(
            "workflows/part.workflow.yaml:3:51 unknown-model-group gateway.yaml has no model group"
                + " \"huge\""),
        files.with(Files.WORKFLOW, root).found());
    assertEquals(
        List.of("4:29 unknown-model-group gateway.yaml has no model group \"one\""),
        files
            .with(Files.WORKFLOW, root.replace("group_map: {cheap: standard}", "force_group: one"))
            .found());
  }

  @Test
  void brokenGatewayFileDoesNotKeepAWorkflowFromRunning() {
    Files files = step("params: {name: x, token: '{{ env.TOKEN }}'}").with("gateway.yaml", "a: [");

    assertTrue(files.load().warnings().isEmpty());
  }

  private static Files step(String more) {
    return Files.sound().pipeline("  - {id: a, agent: agents/a.agent.yaml, " + more + "}\n");
  }

  private static String agent(String more) {
    return more
        + """

        model: m
        params: {schema: {properties: {name: {}, token: {secret: true}}}}
        servers:
          - name: kv
            path: ../servers/s.server.yaml
            params: {key: "{{ params.token }}", region: eu}
            access: {allowlist: []}
        output: {schema: {type: object}}
        """;
  }
}
