package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.testkit.TestClient.Answer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What readers are told of a run that a newer release has gone on with. */
class LeftAloneTest {
  @Test
  void readersAreToldWhyAndTheRunIsStillListed(@TempDir Path project) throws SQLException {
    try (TestOrchestrator orchestrator = new TestOrchestrator(project)) {
      orchestrator.workflow("slow", "pipeline: [{id: wait, sleep: {for: 1h}}]\n").start();
      String run = orchestrator.invoke("slow", "{}");
      String other = orchestrator.invoke("slow", "{}");
      rename(orchestrator.database(), run);
      orchestrator.restart();
      for (String path : List.of("", "/envelope", "/events?format=json")) {
        Answer refused = orchestrator.client().get("/runs/" + run + path);
        assertEquals(409, refused.status(), path);
        assertEquals("run_unreadable", refused.json().get("code").asText());
        assertTrue(refused.text().contains("step_imagined"), refused.text());
      }
      assertEquals(409, orchestrator.client().post("/runs/" + run + "/cancel", "{}").status());
      assertEquals(409, orchestrator.client().call("DELETE", "/runs/" + run).status());
      assertEquals(
          List.of(other, run),
          orchestrator.client().get("/runs").json().get("runs").findValuesAsText("id"));
      assertEquals("running", orchestrator.record(other).at("/run/status").asText());
    }
  }

  /** The orchestrator may go on meanwhile: it has the run in memory and writes nothing. */
  private static void rename(Path database, String run) throws SQLException {
    long number = Long.parseLong(run.substring("run_".length()), 16);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
      connection
          .createStatement()
          .execute(
              "update journal set type = 'step_imagined' where seq = 2 and run_no = " + number);
    }
  }
}
