package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.project.Report.Entry;
import dev.ktsu.project.Report.Kind;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"none", "", ".", "..", "../workflows/w", "sub/w", "sub\\w", ".w", "w\0", "W"})
  void nameThatIsNoWorkflowIsNotFound(String stem) {
    Project project = Files.empty().with(Files.WORKFLOW, "name: w").project();

    var refusal = assertThrows(InvalidInput.class, () -> project.load(stem));

    assertEquals("workflow not found: " + stem, refusal.error());
    assertEquals("workflow_not_found", refusal.code().word());
  }

  @Test
  void workflowIsInvokedByItsFileAndNotByItsName() {
    Project project = Files.empty().with(Files.WORKFLOW, "name: other").project();

    assertEquals("other", project.load("w").workflow().name());
    assertThrows(InvalidInput.class, () -> project.load("other"));
  }

  @Test
  void folderOfWorkflowsIsTheOwnersChoice() {
    Project project =
        Files.empty()
            .with("flows/deep/x.workflow.yaml", "name: x")
            .options(new ProjectOptions("flows/deep", false, false))
            .project();

    assertEquals(List.of("x"), project.workflows());
    assertEquals("x", project.load("x").workflow().stem());
  }

  @Test
  void pinnedClosureOfAnotherFolderIsRestored() {
    Definition definition =
        Files.empty()
            .with("flows/x.workflow.yaml", "name: x")
            .options(new ProjectOptions("flows", false, false))
            .project()
            .load("x");

    assertEquals(
        definition.digest(), Definition.restore("x", new TreeMap<>(definition.files())).digest());
  }

  @Test
  void closureWithoutTheWorkflowIsNotRestored() {
    Definition definition = Files.empty().with(Files.WORKFLOW, "name: w").load();

    assertThrows(
        InvalidInput.class, () -> Definition.restore("other", new TreeMap<>(definition.files())));
  }

  @Test
  void reportGroupsWorkflowsThenWhatNoneOfThemNeeds() {
    Report report =
        Files.sound()
            .pipeline(
                "  - {id: a, agent: agents/a.agent.yaml, params: {name: x, token: '{{ env.TOKEN"
                    + " }}'}}\n")
            .with("workflows/b.workflow.yaml", "bogus: 1")
            .with("workflows/readme.md", "no workflow")
            .with("agents/orphan.agent.yaml", "name: orphan")
            .with("servers/orphan.server.yaml", "url: http://h")
            .with("gateway.yaml", "env: []")
            .with("servers.yaml", "servers: []")
            .with("environments/dev.env.yaml", "name: dev")
            .project()
            .validate();

    assertEquals(
        List.of(
            "WORKFLOW workflows/b.workflow.yaml false",
            "WORKFLOW workflows/w.workflow.yaml true",
            "AGENT agents/orphan.agent.yaml false",
            "SERVER servers/orphan.server.yaml true",
            "SYSTEM gateway.yaml true",
            "SYSTEM servers.yaml true",
            "SYSTEM environments/dev.env.yaml true"),
        report.entries().stream()
            .map(entry -> entry.kind() + " " + entry.file() + " " + entry.isValid())
            .toList());
    assertFalse(report.isValid());
  }

  @Test
  void serverOfAnOrphanAgentIsNoOrphan() {
    Report report = Files.sound().project().validate();

    assertEquals(List.of(Kind.AGENT), report.entries().stream().map(Entry::kind).toList());
  }

  @Test
  void warningsLeaveAFileValid() {
    Report report =
        Files.empty()
            .pipeline("  - {id: a, transform: {}, condition: '!params.x.y'}\n")
            .project()
            .validate();

    assertTrue(report.isValid());
    assertEquals(
        List.of(Severity.WARNING),
        report.entries().getFirst().diagnostics().stream().map(Diagnostic::severity).toList());
  }

  @Test
  void emptyProjectIsValid() {
    assertEquals(new Report(List.of()), Files.empty().project().validate());
  }
}
