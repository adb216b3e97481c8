package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.problems.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several projects whose workflows are invoked side by side. */
class WorkspacesTest {
  @TempDir private Path dir;
  private Path own;
  private Path second;
  private Path third;

  @BeforeEach
  void folders() {
    own = dir.resolve("own");
    second = dir.resolve("second");
    third = dir.resolve("third");
    write(own, "a", "own");
    write(second, "b", "second");
    write(third, "c", "third");
  }

  private static Path write(Path root, String stem, String name) {
    return put(
        root,
        "workflows/" + stem + ".workflow.yaml",
        "{kind: workflow, name: " + name + ", pipeline: []}");
  }

  private static Path put(Path root, String path, String text) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }

  private Workspaces workspaces() {
    Project project = Project.open(SourceTree.of(own), ProjectOptions.defaults());
    return Workspaces.of(
        project, List.of(second.toString(), third.toString()), ProjectOptions.defaults());
  }

  private String name(String stem) {
    return workspaces().load(stem).definition().workflow().name();
  }

  @Test
  void workflowOfAnyWorkspaceIsFound() {
    assertEquals("own", name("a"));
    assertEquals("second", name("b"));
    assertEquals("third", name("c"));
    assertEquals(
        "workflow_not_found", assertThrows(InvalidInput.class, () -> name("d")).code().word());
  }

  @Test
  void firstOfOneNameCountsAndTheOthersAreWarnedOf() {
    write(second, "a", "later");
    write(third, "b", "later");

    assertEquals("own", name("a"));
    assertEquals("second", name("b"));
    assertEquals(
        List.of(
            second
                + "/workflows/a.workflow.yaml:1:1: it cannot be invoked:"
                + " workflows/a.workflow.yaml has the same name and comes first. Rename one of the"
                + " two files.",
            third
                + "/workflows/b.workflow.yaml:1:1: it cannot be invoked: "
                + second
                + "/workflows/b.workflow.yaml has the same name and comes first. Rename one of the"
                + " two files."),
        workspaces().hidden().stream().map(Diagnostic::toString).toList());
  }

  @Test
  void partsOfWorkflowsMayHaveOneName() {
    put(
        second,
        "workflows/a.workflow.yaml",
        "{kind: workflow, visibility: sub-workflow, pipeline: []}");

    assertEquals(List.of(), workspaces().hidden());
  }

  @Test
  void nameThatIsTakenByAPartIsNotLookedForElsewhere() {
    put(own, "workflows/b.workflow.yaml", "{visibility: sub-workflow, pipeline: []}");

    assertEquals(
        "workflow_not_found", assertThrows(InvalidInput.class, () -> name("b")).code().word());
  }

  @Test
  void filesAreThoseOfTheWorkspace() {
    String step = "pipeline: [{id: s, agent: agents/x.agent.yaml}]";
    String agent = "{name: %s, model: m, output: {schema: {type: object}}}";
    put(second, "workflows/b.workflow.yaml", step);
    put(own, "agents/x.agent.yaml", agent.formatted("own"));
    put(second, "agents/x.agent.yaml", agent.formatted("second"));

    assertEquals("second", workspaces().load("b").definition().agentsByStep().get("s").name());
  }

  @Test
  void errorNamesTheFolderOfItsFile() {
    Path broken = put(second, "workflows/b.workflow.yaml", "{pipeline: [{id: s}]}");

    InvalidInput refused = assertThrows(InvalidInput.class, () -> name("b"));

    assertEquals("workflow_invalid", refused.code().word());
    assertEquals(broken.toString(), refused.places().getFirst().file());
    var reports = workspaces().validate();
    assertEquals(List.of("", second.toString(), third.toString()), List.copyOf(reports.keySet()));
    assertTrue(reports.get("").isValid());
    assertFalse(reports.get(second.toString()).isValid());
    assertEquals(
        broken.toString(),
        reports.get(second.toString()).entries().getFirst().diagnostics().getFirst().file());
  }

  @Test
  void definitionIsStaleOnceAnEarlierWorkspaceHasItsName() {
    Workspaces.Found found = workspaces().load("c");
    assertTrue(workspaces().isCurrent(found));

    write(second, "c", "earlier");

    assertFalse(workspaces().isCurrent(found));
    assertEquals("earlier", name("c"));
  }

  @Test
  void nameCannotLeaveAWorkspace() {
    write(second, "../../outside", "outside");

    assertEquals(
        "workflow_not_found",
        assertThrows(InvalidInput.class, () -> name("../../outside")).code().word());
  }
}
