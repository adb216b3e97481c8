package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Workflows that are parts of others. */
class InnerWorkflowTest {
  private static final String OUTER =
      """
      kind: workflow
      env: [{name: TOKEN, secret: true}]
      pipeline:
        - {id: part, workflow: ./inner.workflow.yaml, params: {topic: "{{ params.topic }}"}}
      """;
  private static final String INNER =
      """
      kind: workflow
      visibility: sub-workflow
      params: {schema: {type: object, required: [topic], properties: {topic: {type: string}}}}
      pipeline:
        - {id: deep, transform: {inputs: [{from: params.topic}]}}
      """;

  private static Files project(String outer, String inner) {
    return Files.empty().with(Files.WORKFLOW, outer).with("workflows/inner.workflow.yaml", inner);
  }

  @Test
  void definitionHoldsTheInnerWorkflowByTheStepsPlace() {
    Definition definition = project(OUTER, INNER).load();

    assertEquals("inner", definition.workflowsByStep().get("part").stem());
    assertEquals(2, definition.files().size());
  }

  @Test
  void storedDefinitionIsRestoredWithItsInnerWorkflow() {
    Definition definition = project(OUTER, INNER).load();

    assertEquals(
        definition.digest(),
        Definition.restore(definition.workflow().stem(), definition.files()).digest());
  }

  @Test
  void versionInTheReferenceIsLeftOut() {
    String outer = OUTER.replace("inner.workflow.yaml", "inner.workflow.yaml@1.2.0");

    assertEquals(List.of(), project(outer, INNER).found());
  }

  @Test
  void workflowThatLeadsToItselfIsNamed() {
    String inner = INNER + "  - {id: again, workflow: ./inner.workflow.yaml, params: {topic: x}}\n";

    assertEquals(
        List.of(
            "workflows/inner.workflow.yaml:6:27 cycle workflow cycle detected:"
                + " \"./inner.workflow.yaml\" is referenced transitively by itself"),
        project(OUTER, inner).found());
  }

  @Test
  void missingParameterIsNamed() {
    String outer = OUTER.replace("params: {topic: \"{{ params.topic }}\"}", "params: {}");

    assertEquals(
        List.of(
            "4:5 missing-param missing required param \"topic\" for sub-workflow"
                + " \"./inner.workflow.yaml\""),
        project(outer, INNER).found());
  }

  @Test
  void parameterUnderItsOlderWordIsNamedAtItsPlace() {
    String outer = OUTER.replace("params: {topic: ", "input: {other: 1, topic: ");

    assertEquals(
        List.of(
            "4:64 unknown-workflow-param the sub-workflow declares no parameter \"other\"",
            "4:74 secret the param \"topic\" is not secret but gets the secret env.TOKEN: env.TOKEN"
                + " → params.topic of step \"part\" (workflows/w.workflow.yaml:4:74)"),
        project(outer.replace("{{ params.topic }}", "{{ env.TOKEN }}"), INNER).found());
  }

  @Test
  void secretDoesNotReachAParameterThatIsRecorded() {
    String outer = OUTER.replace("{{ params.topic }}", "{{ env.TOKEN }}");

    assertEquals(
        List.of(
            "4:65 secret the param \"topic\" is not secret but gets the secret env.TOKEN: env.TOKEN"
                + " → params.topic of step \"part\" (workflows/w.workflow.yaml:4:65)"),
        project(outer, INNER).found());
  }

  @Test
  void innerWorkflowSeesNoEnv() {
    String inner = INNER.replace("from: params.topic", "from: env.TOKEN");

    assertTrue(
        project(OUTER, inner).found().getFirst().endsWith("\"env.TOKEN\" is not available in from"),
        project(OUTER, inner).found()::toString);
  }

  @Test
  void webhooksNeedTheConsentOfBothSides() {
    String outer = OUTER.replace("params:", "webhooks: execute, params:");

    assertEquals(
        List.of(
            "4:59 webhooks-suppressed the sub-workflow \"./inner.workflow.yaml\" does not declare"
                + " webhooks: execute, so its webhooks are not called"),
        project(outer, INNER).found());
    assertEquals(
        List.of(),
        project(outer, INNER.replace("visibility", "webhooks: execute\nvisibility")).found());
  }
}
