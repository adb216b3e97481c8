package dev.ktsu.orchestrator;

import static dev.ktsu.orchestrator.TestOrchestrator.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.settings.SettingError;
import dev.ktsu.testkit.Case;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One orchestrator over the workflows of several projects. */
class WorkspaceCasesTest {
  private static final String PIPELINE =
      """
      pipeline:
        - {id: part, workflow: part.workflow.yaml}
      output: {from: part}
      """;

  @TempDir private Path dir;
  private TestOrchestrator orchestrator;

  @BeforeEach
  void prepare() {
    orchestrator = new TestOrchestrator(dir.resolve("own"));
    orchestrator.workflow("both", PIPELINE).workflow("part", part("own"));
    orchestrator
        .file("../other/workflows/both.workflow.yaml", PIPELINE)
        .file("../other/workflows/there.workflow.yaml", PIPELINE)
        .file("../other/workflows/part.workflow.yaml", part("other"));
  }

  private static String part(String from) {
    return """
    visibility: sub-workflow
    pipeline: []
    output: {map: {from: "'%s'"}}
    """
        .formatted(from);
  }

  @AfterEach
  void close() {
    orchestrator.close();
  }

  private TestOrchestrator start(Path workspace) {
    return orchestrator.with("KTSU_WORKSPACES", workspace.toString()).start();
  }

  private String from(String workflow) {
    JsonNode record = orchestrator.run(workflow, "{}");
    return step(record, "part").at("/output/from").asText();
  }

  @Test
  @Case("G2-10")
  void workflowOfAnotherWorkspaceRunsWithItsOwnFiles() {
    start(dir.resolve("other"));

    assertEquals("other", from("there"));
    orchestrator.restart();
    assertEquals("other", from("there"));
  }

  @Test
  @Case("G2-11")
  void projectComesBeforeItsWorkspaces() {
    start(dir.resolve("other"));

    assertEquals("own", from("both"));
  }

  @Test
  void workflowThatTakesTheNameLaterIsSeenWithoutARestart() {
    start(dir.resolve("other"));
    assertEquals("other", from("there"));

    orchestrator.workflow("there", PIPELINE);

    assertEquals("own", from("there"));
  }

  @Test
  void workspaceThatDoesNotExistRefusesTheStart() {
    SettingError refused = assertThrows(SettingError.class, () -> start(dir.resolve("nowhere")));

    assertTrue(refused.getMessage().contains("--workspace"), refused.getMessage());
  }
}
