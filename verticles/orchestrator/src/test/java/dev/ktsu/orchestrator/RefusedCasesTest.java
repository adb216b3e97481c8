package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.TestClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that a run could only stumble over refuse the invoke, with the place and the remedy. */
class RefusedCasesTest extends OrchestratorCase {
  private Answer refused(String stem, String code, int status) {
    Answer answer = orchestrator.client().post("/invoke/" + stem, "{}");
    assertEquals(status, answer.status(), answer.text());
    assertEquals(code, answer.json().get("code").asText(), answer.text());
    int runs = orchestrator.client().get("/runs?workflow=" + stem).json().get("runs").size();
    assertEquals(0, runs);
    return answer;
  }

  private static void hook(TestOrchestrator orchestrator, String stem, String env, String webhook) {
    orchestrator.workflow(stem, env + "pipeline:\n  - {id: h, webhook: " + webhook + "}\n");
  }

  @Test
  @Case("G8-07")
  void removedFormInAUrlIsShownWithItsSuccessor() {
    hook(orchestrator, "removed", "", "{url: 'env:TARGET'}");
    Answer answer = refused("removed", "workflow_invalid", 404);
    assertEquals("workflows/removed.workflow.yaml", answer.json().at("/errors/0/file").asText());
    assertEquals(4, answer.json().at("/errors/0/line").asInt());
    assertTrue(answer.text().contains("{{ env.TARGET }}"), answer.text());
  }

  @Test
  @Case("G8-07")
  void variableOfAUrlWithoutAValueIsNamed() {
    hook(orchestrator, "unset", "env: [{name: NOT_SET}]\n", "{url: '{{ env.NOT_SET }}/x'}");
    assertTrue(refused("unset", "env_missing", 422).text().contains("NOT_SET"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"params.who", "step.h.status_code", "env:WHO", "param:who"})
  @Case("G8-08")
  void barePathsAndRemovedFormsInABodyAreRefused(String value) {
    hook(orchestrator, "bare", "", "{url: 'http://127.0.0.1:1', body: {x: '" + value + "'}}");
    assertTrue(refused("bare", "workflow_invalid", 404).text().contains("{{ "));
  }

  @Test
  @Case("G7-12")
  void conditionOfAFilterThatCannotBeParsedIsNamed() {
    orchestrator.workflow(
        "filter", "pipeline:\n  - {id: f, transform: {ops: [{filter: {expr: 'x =='}}]}}\n");
    assertTrue(refused("filter", "workflow_invalid", 404).text().contains("filter"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        ", access: {allowlist: ['a*b']} | \"a*b\" is no pattern for tools",
        ", access: {allowlist: ['*b']}  | \"*b\" is no pattern for tools",
        ", access: {}                   | missing \"access.allowlist\"",
        "^^                             | missing \"access.allowlist\"",
      })
  @Case("G16-05")
  void allowlistThatIsMissingOrNoPatternIsRefused(String access, String message) {
    refusesAccess(access, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{on_reject: maybe} | \"on_reject\" cannot be \"maybe\"",
        "{timeout: 5m}      | a timeout without \"timeout_behavior\"",
      })
  @Case("G12-15")
  void approvalThatSaysNothingToGoByIsRefused(String policy, String message) {
    refusesAccess(", access: {allowlist: [{name: x, require_approval: " + policy + "}]}", message);
  }

  private void refusesAccess(String access, String message) {
    orchestrator.file("s.server.yaml", "name: s\nurl: http://127.0.0.1:1\n");
    orchestrator.file(
        "a.agent.yaml",
        """
        name: a
        model: standard
        prompt: {system: Work.}
        servers: [{name: s, path: s.server.yaml%s}]
        output: {schema: {type: object}}
        """
            .formatted(access));
    orchestrator.workflow("tools", "pipeline:\n  - {id: a, agent: a.agent.yaml}\n");
    Answer answer = refused("tools", "workflow_invalid", 404);
    assertEquals("a.agent.yaml", answer.json().at("/errors/0/file").asText());
    assertTrue(answer.json().at("/errors/0/message").asText().startsWith(message), answer.text());
  }
}
