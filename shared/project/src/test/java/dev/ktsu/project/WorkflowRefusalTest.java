package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkflowRefusalTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "pipline: []                          § 1:1 unknown-key unknown key \"pipline\"",
        "kind: agent                          § 1:1 bad-value \"kind\" cannot be \"agent\"",
        "visibility: private                  § 1:1 bad-value \"visibility\" cannot be \"private\"",
        "durable: always                      § 1:1 bad-value \"durable\" cannot be \"always\"",
        "model_policy: {on_exhausted: beg, cost_budget_usd: 1} § 1:16 bad-value \"on_exhausted\""
            + " cannot be \"beg\"",
        "model_policy: {on_exhausted: ask}    § 1:16 bad-value on_exhausted without"
            + " cost_budget_usd",
        "pipeline: {a: 1}                     § 1:11 wrong-type \"pipeline\" takes a list, not a"
            + " mapping",
        "pipeline: [x]                        § 1:12 wrong-type \"pipeline\" is a list of mappings,"
            + " not of a text",
        "name: [x]                            § 1:7 wrong-type \"name\" takes a text, not a list",
        "env: [{secret: true}]                § 1:7 missing-field missing \"name\"",
        "env: [{name: A-B}]                   § 1:8 bad-value \"A-B\" is no name of a variable",
        "env: [{name: A}, {name: A}]          § 1:19 duplicate-id the variable \"A\" is declared"
            + " twice",
        "env: [{name: A, secret: yes}]        § 1:25 wrong-type \"secret\" takes true or false, not"
            + " a text",
        "env: [{name: A, default: '{{ params.x }}'}] § 1:26 namespace env.default takes no {{ }}",
        "env: [{name: A, defualt: x}]         § 1:17 unknown-key unknown key \"defualt\"",
        "params: {schema: {type: nope}}       § 1:25 bad-schema not a JSON Schema: /type: does not"
            + " have a value in the enumeration [\"array\", \"boolean\", \"integer\", \"null\","
            + " \"number\", \"object\", \"string\"]",
        "params: {schema: 5}                  § 1:18 wrong-type \"schema\" takes a mapping, not a"
            + " number",
        "params: {properties: {}}             § 1:10 unknown-key unknown key \"properties\"",
        "output: {shema: {}}                  § 1:10 unknown-key unknown key \"shema\"",
        "[]                                   § 1:1 wrong-type the file holds a list",
        "a: [                                 § 1:5 yaml not YAML: while parsing a flow node,"
            + " expected the node content, but found '<stream end>'",
        "name: a\\n"
            + "name: b                    § 2:1 yaml the key \"name\" is already defined at line 1",
      })
  void fileIsRefused(String text, String expected) {
    assertEquals(
        List.of(expected), Files.empty().with(Files.WORKFLOW, text.translateEscapes()).found());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "retry: 3",
        "runs_on: gpu",
        "run_at: now",
      })
  void keyOfALaterReleaseIsNamed(String text) {
    List<String> found = Files.empty().with(Files.WORKFLOW, text).found();

    assertEquals(1, found.size(), found::toString);
    assertTrue(found.getFirst().endsWith("\" is not supported yet"), found::toString);
  }

  @Test
  void subWorkflowSeesNoEnv() {
    assertEquals(
        List.of(
            "2:1 namespace a sub-workflow cannot declare env",
            "4:34 namespace \"env.A\" is not available in url"),
        Files.empty()
            .with(
                Files.WORKFLOW,
                """
                visibility: sub-workflow
                env: [{name: A}]
                pipeline:
                  - {id: a, webhook: {url: "h/{{ env.A }}"}}
                """)
            .found());
  }

  @Test
  void unknownParameterIsAWarningWhereTheSchemaListsThem() {
    Files files =
        Files.empty()
            .with(
                Files.WORKFLOW,
                """
                params: {schema: {properties: {who: {type: string}}}}
                pipeline:
                  - {id: a, webhook: {url: "h/{{ params.whom }}"}}
                """);

    assertEquals(
        List.of(
            "3:34 unknown-workflow-param the parameter \"whom\" is not declared in params.schema"),
        files.found());
    assertEquals("Did you mean \"who\"?", files.load().warnings().getFirst().remedy());
  }

  @Test
  void refusalCarriesEveryPlaceWithItsRemedy() {
    var refusal =
        Files.empty().with(Files.WORKFLOW, "pipline: []\npipeline: [{id: a}]\n").refusal();

    assertEquals("workflow_invalid", refusal.code().word());
    assertEquals(404, refusal.status());
    assertEquals(
        List.of(
            "workflows/w.workflow.yaml:1:1: unknown key \"pipline\". Did you mean \"pipeline\"?",
            "workflows/w.workflow.yaml:2:12: a step without a type. Give it exactly one of agent,"
                + " transform, webhook, sleep, workflow."),
        refusal.places().stream().map(Object::toString).toList());
  }

  @Test
  void brokenYamlIsRefusedWithItsPlace() {
    assertEquals(
        "workflow_invalid", Files.empty().with(Files.WORKFLOW, "a: [").refusal().code().word());
  }
}
