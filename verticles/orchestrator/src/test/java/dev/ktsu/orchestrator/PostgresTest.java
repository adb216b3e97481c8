package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.settings.SettingError;
import dev.ktsu.testkit.FakeRuntime;
import dev.ktsu.testkit.FlakyProxy;
import dev.ktsu.testkit.Waiting;
import dev.ktsu.testkit.postgres.FreshDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An orchestrator whose runs are in Postgres. */
class PostgresTest {
  @RegisterExtension static final FreshDatabase DATABASE = new FreshDatabase();

  @TempDir Path project;
  private TestOrchestrator orchestrator;

  @BeforeEach
  void prepare() {
    orchestrator =
        new TestOrchestrator(project)
            .with("KTSU_STORE_TYPE", "postgres")
            .with("KTSU_DB_URL", DATABASE.url())
            .workflow(
                "sum",
                """
                pipeline:
                  - {id: first, transform: {inputs: [{from: params}], ops: []}}
                  - {id: agent, depends_on: [first], agent: a.agent.yaml}
                """)
            .file(
                "a.agent.yaml",
                """
                name: a
                model: standard
                prompt: {system: Work.}
                output: {schema: {type: object}}
                """);
  }

  @AfterEach
  void close() {
    orchestrator.close();
  }

  @Test
  void runGoesOnAfterARestart() {
    FakeRuntime runtime = FakeRuntime.start(orchestrator.vertx(), "steady");
    orchestrator.with("KTSU_RUNTIME_URL", runtime.url()).start();
    String port = orchestrator.url().substring(orchestrator.url().lastIndexOf(':') + 1);
    String run = orchestrator.invoke("sum", "{}");
    InvokeRequest leg = runtime.next();
    orchestrator.with("KTSU_ORCHESTRATOR_PORT", port).restart();
    assertEquals("running", orchestrator.record(run).at("/run/status").asText());
    assertEquals(1, DATABASE.number("select count(*) from runs where settled = 0"));
    assertEquals(200, runtime.answer(leg, "{\"x\":5}").status());
    JsonNode record = orchestrator.ended(run);
    assertEquals("complete", record.at("/run/status").asText(), record.toString());
  }

  @Test
  void readinessFollowsTheDatabase() {
    FlakyProxy proxy = FlakyProxy.start(orchestrator.vertx(), DATABASE.port());
    orchestrator.with("KTSU_DB_URL", DATABASE.url(proxy.port())).start();
    assertEquals(200, ready());
    proxy.down();
    Waiting.until("not ready", this::ready, status -> status == 503);
    proxy.up();
    Waiting.until("ready again", this::ready, status -> status == 200);
  }

  private int ready() {
    return orchestrator.client().get("/health/ready").status();
  }

  @Test
  void missingDatabaseIsSaidInASentenceWithoutThePassword() {
    String url =
        DATABASE.url().replace("postgres@", "postgres:topsecret@").replaceFirst("/\\w+$", "/none");
    orchestrator.with("KTSU_DB_URL", url);
    SettingError refused = assertThrows(SettingError.class, orchestrator::start);
    assertTrue(refused.getMessage().contains("\"none\" does not exist"), refused.getMessage());
    assertTrue(refused.getMessage().contains("KTSU_DB_URL"), refused.getMessage());
    assertFalse(refused.getMessage().contains("topsecret"), refused.getMessage());
  }

  @Test
  void missingUrlIsSaidWithAnExample() {
    orchestrator.with("KTSU_DB_URL", "");
    SettingError refused = assertThrows(SettingError.class, orchestrator::start);
    assertTrue(refused.getMessage().contains("postgres://user:password@"), refused.getMessage());
  }
}
