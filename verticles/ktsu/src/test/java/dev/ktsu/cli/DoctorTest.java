package dev.ktsu.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.cli.Cli.Outcome;
import dev.ktsu.cli.Cli.Running;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.testkit.TestClient;
import dev.ktsu.testkit.postgres.FreshDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  @RegisterExtension static final FreshDatabase DATABASE = new FreshDatabase();

  private static final String NOBODY = "http://127.0.0.1:1";
  private static final String NAP =
      "kind: workflow\nname: nap\npipeline: [{id: wait, sleep: {for: 1h}}]\n";

  @TempDir private Path dir;
  private final Map<String, String> environment = new HashMap<>();

  private Cli cli() {
    return new Cli(dir, environment);
  }

  private Running orchestrator() {
    new Projects(dir).with("workflows/nap.workflow.yaml", NAP);
    return cli().start("start", "orchestrator", "--port", "0");
  }

  private String invoked(Running running) {
    String url = running.await("orchestrator listening on (\\S+)");
    environment.put("KTSU_ORCHESTRATOR_URL", url);
    return new TestClient(url).post("/invoke/nap", "{}").json().get("run_id").asText();
  }

  private JsonNode report(int code) {
    Outcome outcome = cli().call("doctor", "--json");
    assertEquals(code, outcome.code(), outcome.out() + outcome.err());
    JsonNode report = Json.parse(outcome.out());
    assertEquals(code == 0 ? "ok" : "findings", report.get("status").asText());
    for (JsonNode finding : report.get("findings")) {
      assertFalse(finding.get("remedy").asText().isEmpty(), finding.toString());
    }
    return report;
  }

  private static String found(JsonNode report) {
    return report.get("findings").findValuesAsText("what").toString();
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("ktsu.db"))) {
      connection.createStatement().execute(statement);
    }
  }

  @Test
  void orchestratorThatIsWellIsSaidToBe() {
    try (Running running = orchestrator()) {
      String run = invoked(running);
      JsonNode report = report(0);
      assertEquals("sqlite", report.at("/store/type").asText());
      assertEquals(1, report.at("/runs/running").asInt());
      assertEquals(1, report.at("/leases_ms").size());
      assertEquals(0, report.at("/queues/appends_waiting").asInt(-1));
      assertEquals(run, report.at("/waiting/0/run_id").asText());
      assertTrue(report.at("/waiting/0/steps/0").asText().startsWith("wait: timer until"));
      assertEquals("ok", report.at("/services/orchestrator").asText());
      Outcome text = cli().call("doctor");
      assertEquals(0, text.code());
      assertTrue(text.out().contains("All is well."), text.out());
    }
  }

  @Test
  void storeThatNobodyWorksOnIsLookedAtDirectly() throws SQLException {
    String run;
    try (Running running = orchestrator()) {
      run = invoked(running);
      assertEquals(0, running.terminate());
    }
    environment.put("KTSU_ORCHESTRATOR_URL", NOBODY);
    JsonNode idle = report(1);
    assertTrue(found(idle).contains("1 runs are not over, and no orchestrator"), idle.toString());

    sql("update runs set wake_at = 1000");
    assertTrue(found(report(1)).contains(run + " was due at 1970-01-01T00:00:01Z"));

    sql("delete from definitions");
    assertTrue(found(report(1)).contains("of a run that is not over is not kept"));

    sql("update journal set type = 'step_imagined' where seq = 2");
    assertTrue(found(report(1)).contains(run + " is left alone"));

    sql("pragma user_version = 99");
    assertFalse(found(report(1)).contains("reads up to"));
    sql("update meta set value = '98' where name = 'min_reader'");
    JsonNode newer = report(1);
    assertTrue(found(newer).contains("The store has schema 99 and this release reads up to"));
    Outcome text = cli().call("doctor");
    assertEquals(1, text.code());
    assertTrue(text.out().contains("Use the release that wrote it"), text.out());
  }

  @Test
  void storeWhoseOrchestratorWasKilledSaysWhoHadIt() {
    try (Running running = orchestrator()) {
      invoked(running);
      running.kill();
    }
    environment.put("KTSU_ORCHESTRATOR_URL", NOBODY);
    String found = found(report(1));
    assertTrue(found.contains("in use by 127.0.0.1:"), found);
  }

  @Test
  void whatIsNotThereOrDamagedIsAFinding() throws IOException {
    environment.put("KTSU_ORCHESTRATOR_URL", NOBODY);
    assertTrue(found(report(1)).contains("There is no store at"));
    assertEquals(List.of(), List.of(dir.toFile().list()));
    Files.writeString(dir.resolve("ktsu.db"), "no database ".repeat(1_000));
    assertTrue(found(report(1)).contains("cannot be read"));
  }

  @Test
  void databaseIsLookedAtWithoutBeingMade() {
    environment.put("KTSU_ORCHESTRATOR_URL", NOBODY);
    environment.put("KTSU_STORE_TYPE", "postgres");
    environment.put("KTSU_DB_URL", DATABASE.url());
    assertTrue(found(report(1)).contains("cannot be read"));
    assertEquals(0, DATABASE.number("select count(*) from pg_tables where tablename = 'runs'"));
    try (Running running = orchestrator()) {
      String url = running.await("orchestrator listening on (\\S+)");
      assertEquals(200, new TestClient(url).get("/health/ready").status());
      assertEquals(0, running.terminate());
    }
    JsonNode report = report(0);
    assertEquals("postgres", report.at("/store/type").asText());
    assertTrue(report.at("/store/bytes").asLong() > 0);
  }
}
