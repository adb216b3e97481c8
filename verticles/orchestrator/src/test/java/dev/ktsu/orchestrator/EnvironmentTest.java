package dev.ktsu.orchestrator;

import static dev.ktsu.orchestrator.TestOrchestrator.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.testkit.TestClient.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a project says of the place where it runs. */
class EnvironmentTest {
  private static final String WORKFLOW =
      """
      env:
        - {name: REGION}
        - {name: STAGE, default: none}
      pipeline:
        - {id: t, transform: {inputs: [{from: "{{ {region: env.REGION, stage: env.STAGE} }}"}]}}
      """;

  @TempDir Path folder;

  private TestOrchestrator orchestrator(String environment) {
    return new TestOrchestrator(folder)
        .file("environments/prod.env.yaml", environment)
        .workflow("w", WORKFLOW)
        .with("KTSU_ENV", "prod");
  }

  private static String seen(JsonNode record) {
    return step(record, "t").at("/output/result").toString();
  }

  @Test
  void processComesBeforeTheFileAndTheFileBeforeDefaults() {
    try (TestOrchestrator orchestrator =
        orchestrator("variables: {REGION: eu, STAGE: test}\n").with("STAGE", "live").start()) {
      assertEquals("{\"region\":\"eu\",\"stage\":\"live\"}", seen(orchestrator.run("w", "{}")));
    }
  }

  @Test
  void variableWithoutAValueRefusesTheRunAndNamesTheFileToEdit() {
    try (TestOrchestrator orchestrator = orchestrator("variables: {}\n").start()) {
      Answer refused = orchestrator.client().post("/invoke/w", "{}");

      assertEquals(422, refused.status());
      assertTrue(refused.text().contains("environments/prod.env.yaml"), refused.text());
    }
  }

  @Test
  void stateSaysWhereRunsAreKept() {
    Path file = folder.resolve("elsewhere.db");
    String state = "variables: {REGION: eu}\nstate: {driver: sqlite, dsn: \"" + file + "\"}\n";
    try (TestOrchestrator orchestrator = orchestrator(state).with("KTSU_DB_PATH", "").start()) {
      orchestrator.run("w", "{}");
    }
    assertTrue(Files.exists(file));
  }

  @Test
  void unknownEnvironmentIsRefusedWithThoseThatThereAre() {
    TestOrchestrator orchestrator = orchestrator("variables: {}\n").with("KTSU_ENV", "prd");

    Exception refused = assertThrows(Exception.class, orchestrator::start);

    assertTrue(refused.getMessage().contains("environments/prd.env.yaml"), refused::getMessage);
    orchestrator.close();
  }
}
