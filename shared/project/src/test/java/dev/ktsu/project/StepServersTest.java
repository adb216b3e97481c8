package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.expressions.Template;
import dev.ktsu.project.kinds.FileKind;
import dev.ktsu.project.yaml.YamlException;
import dev.ktsu.project.yaml.YamlFile;
import dev.ktsu.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that a step gives to the tool servers of its agent; the sound one uses {@code kv}. */
class StepServersTest {
  private static final String ZONED =
      """
      url: http://127.0.0.1:9200
      params: {key: {secret: true}, region: {default: eu}, zone: {}}
      """;

  private static Files step(String server) {
    return Files.sound()
        .pipeline(
            """
              - {id: up, transform: {}}
              - id: a
                agent: agents/a.agent.yaml
                params:
                  name: x
                  token: "{{ env.TOKEN }}"
                  server: %s
            """
                .formatted(server));
  }

  @Test
  void valuesAreReadBesideThoseOfTheAgent() {
    Definition definition =
        step("{kv: {region: '{{ step.up.result }}-1', key: '{{ env.TOKEN }}'}}").load();

    AgentStep step = (AgentStep) definition.workflow().pipeline().get(1);
    assertEquals(Set.of("name", "token"), step.params().keySet());
    assertEquals(Set.of("kv"), step.serverParams().keySet());
    Template region = step.serverParam("kv", "region").orElseThrow();
    assertEquals(
        "eu-1", region.render(Json.parse("{\"step\":{\"up\":{\"result\":\"eu\"}}}")).textValue());
    assertEquals(Set.of("up"), step.dependencies());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "{kw: {}} § 11:20 unknown-server the agent \"greeter\" uses no server \"kw\""
            + " § Did you mean \"kv\"?",
        "{kv: {regoin: us}} § 11:29 undeclared-param the server \"kv\" declares no parameter"
            + " \"regoin\" § Did you mean \"region\"?",
        "[kv] § 11:15 wrong-type \"server\" takes a mapping, not a list §",
        "{kv: us} § 11:20 wrong-type \"kv\" takes a mapping, not a text §",
        "{kv: {region: [us]}} § 11:29 wrong-type \"region\" takes a text, not a list §",
        "{kv: {region: env:HOST}} § 11:29 removed-form the form \"env:HOST\" was removed § Write"
            + " \"{{ env.HOST }}\".",
        "{kv: {region: '{{ item }}'}} § 11:33 namespace \"item\" is not available in params.server"
            + " § Only a step with for_each has it. Available here: params.NAME, env.NAME,"
            + " step.ID.",
        "{kv: {region: '{{ env.TOKEN }}'}} § 11:29 secret the server param \"region\" is not secret"
            + " but gets the secret env.TOKEN: env.TOKEN → params.server.kv.region of step \"a\""
            + " (workflows/w.workflow.yaml:11:29) § Mark the server's parameter with secret: true.",
        "{kv: {key: '{{ env.HOST }}'}} § 11:26 secret the server param \"key\" is secret and must"
            + " come from a secret alone: env.HOST → params.server.kv.key of step \"a\""
            + " (workflows/w.workflow.yaml:11:26) § Write \"{{ env.NAME }}\" or"
            + " \"{{ params.NAME }}\" with one that is declared with secret: true.",
        "{kv: {key: abcdefgh}} § 11:26 secret the server param \"key\" is secret and must come from"
            + " a secret alone: a literal → params.server.kv.key of step \"a\""
            + " (workflows/w.workflow.yaml:11:26) § Write \"{{ env.NAME }}\" or"
            + " \"{{ params.NAME }}\" with one that is declared with secret: true.",
      })
  void valueIsRefusedWithItsPlaceAndARemedy(String server, String expected, String remedy) {
    Files files = step(server);

    assertEquals(List.of(expected), files.found());
    assertEquals(remedy == null ? "" : remedy, files.diagnostics().getFirst().remedy());
  }

  @Test
  void writtenSecretPassesWhenTheOwnerSaysSo() {
    Files files =
        step("{kv: {key: abcdefgh}}").options(new ProjectOptions("workflows", false, true));

    assertEquals(List.of(), files.found());
  }

  @Test
  void stepMayGiveWhatTheAgentLeavesOpen() {
    assertEquals(List.of(), step("{kv: {zone: b}}").with(Files.SERVER, ZONED).found());
    assertEquals(
        List.of("6:5 missing-param server \"kv\": required server param \"zone\" has no value"),
        step("{}").with(Files.SERVER, ZONED).found());
  }

  @Test
  void elementOfAListReachesAServer() {
    Files files =
        Files.sound()
            .pipeline(
                """
                  - id: a
                    agent: agents/a.agent.yaml
                    for_each: {from: "`[1]`", as: shop}
                    params: {name: x, token: "{{ env.TOKEN }}",
                             server: {kv: {region: "{{ shop.region }}-{{ item_index }}"}}}
                """);

    assertEquals(List.of(), files.found());
  }

  @Test
  void parameterOfASubWorkflowMayBeCalledServer() {
    Files files =
        Files.empty()
            .with("workflows/low.workflow.yaml", "params: {schema: {properties: {server: {}}}}")
            .pipeline("  - {id: a, workflow: low.workflow.yaml, params: {server: x}}\n");

    assertEquals(List.of(), files.found());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[kv]", "{kv: us}", "{kv: {region: [us]}}"})
  void schemaRefusesTheSameForms(String server) throws YamlException {
    assertEquals(0, violations("agent: a", "{kv: {region: us, zone: 5}}"));
    assertEquals(1, violations("agent: a", server));
    assertEquals(0, violations("workflow: w", server));
  }

  private static int violations(String type, String server) throws YamlException {
    String workflow = "pipeline: [{id: a, " + type + ", params: {server: " + server + "}}]";
    Schema schema = Schema.compile(FileKind.WORKFLOW.schema());
    return schema.check(YamlFile.parse(workflow.getBytes(StandardCharsets.UTF_8)).json()).size();
  }
}
