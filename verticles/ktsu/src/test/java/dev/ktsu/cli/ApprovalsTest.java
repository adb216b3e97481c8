package dev.ktsu.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.cli.Cli.Outcome;
import dev.ktsu.cli.Cli.Running;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.settings.Settings;
import dev.ktsu.testkit.TestClient;
import dev.ktsu.testkit.Waiting;
import dev.ktsu.toolserver.ToolServerKit;
import dev.ktsu.toolserver.ToolServerService;
import dev.ktsu.toolserver.builtin.NoteTools;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of approvals, decided on from the command line as its README does. */
class ApprovalsTest {
  private static final Vertx VERTX = Vertx.vertx();

  @TempDir private static Path dir;
  private static ToolServerService notes;
  private static Running tiers;
  private static TestClient orchestrator;
  private static Cli cli;

  @BeforeAll
  static void start() throws IOException {
    notes =
        ToolServerService.start(
                VERTX,
                Settings.of(Map.of("KTSU_TOOLSERVER_PORT", "0")),
                List.of(new ToolServerKit("notes", NoteTools.all())))
            .await();
    Copies.of("examples/approval", dir);
    Path server = dir.resolve("servers/notes.server.yaml");
    Files.writeString(server, Files.readString(server).replace("5053", "" + notes.port()));
    Map<String, String> freePorts =
        Map.of("KTSU_ORCHESTRATOR_PORT", "0", "KTSU_RUNTIME_PORT", "0", "KTSU_GATEWAY_PORT", "0");
    tiers = new Cli(dir, freePorts).start("start", "--all");
    String url = tiers.await("orchestrator listening on (\\S+)");
    tiers.await("runtime listening on (\\S+)");
    orchestrator = new TestClient(url);
    cli = new Cli(dir, Map.of("KTSU_ORCHESTRATOR_URL", url, "USER", "ann"));
  }

  @AfterAll
  static void stop() {
    tiers.close();
    notes.stop().await();
    VERTX.close().await();
  }

  @Test
  void approvedNoteIsAdded() {
    String run = asking("water the plants");

    Outcome listed = called("approvals");
    assertTrue(
        listed.out().matches("(?s)APPROVAL +RUN ID +STEP +TOOL +ASKED +UNTIL\n.*"), listed.out());
    assertTrue(listed.out().matches("(?s).*apr_\\S+  " + run + "  note  add_note  .*"));

    Outcome shown = called("approvals", "show", run);
    assertTrue(shown.out().contains("Simulated text for water the plants"), shown.out());
    assertTrue(shown.out().contains(", then reject"), shown.out());

    Outcome approved = called("approvals", "approve", run, "--reason", "go ahead");
    assertTrue(approved.out().matches("apr_\\S+ approved\n"), approved.out());
    assertEquals(0, called("runs", "watch", run).code());

    String id = approved.out().substring(0, approved.out().indexOf(' '));
    Outcome decided = called("approvals", "show", id);
    assertTrue(decided.out().contains("decided by  ann\n"), decided.out());
    assertTrue(decided.out().contains("reason      go ahead\n"), decided.out());
    assertTrue(notesRead().contains("Simulated text for water the plants"));
  }

  @Test
  void rejectedNoteIsNotAddedAndTheRunGoesOn() {
    String run = asking("feed the cat");
    String id = Json.parse(called("approvals", "list", "--json").out()).get("id").asText();

    Outcome rejected =
        called("approvals", "reject", id, "--reason", "no cat", "--actor", "bob", "--json");
    JsonNode decided = Json.parse(rejected.out());
    assertEquals("rejected", decided.get("status").asText());
    assertEquals("bob", decided.get("decided_by").asText());

    assertEquals(0, called("runs", "watch", run).code());
    assertFalse(notesRead().contains("feed the cat"), notesRead());
    Outcome twice = cli.call("approvals", "approve", id);
    assertEquals(1, twice.code());
    assertTrue(twice.err().startsWith("Error: approvals approve: approval already"), twice.err());
    Outcome none = cli.call("approvals", "approve", run);
    assertEquals(1, none.code());
    assertTrue(none.err().contains(run + " waits for no approval"), none.err());
  }

  /** A run that asks. */
  private static String asking(String text) {
    String input = Json.text(Json.object().put("text", text));
    String invoked = called("invoke", "remember", "--input", input).out().strip();
    Waiting.until("a question", () -> orchestrator.get("/approvals").json().size() == 1);
    return invoked.substring("run_id: ".length());
  }

  private static Outcome called(String... args) {
    Outcome outcome = cli.call(args);
    assertEquals(0, outcome.code(), outcome.err());
    return outcome;
  }

  private static String notesRead() {
    String call =
        """
        {"jsonrpc":"2.0","id":1,"method":"tools/call",
         "params":{"name":"read_notes","arguments":{}}}
        """;
    return new TestClient("http://127.0.0.1:" + notes.port())
        .post("/notes", call, "Content-Type", "application/json", "Accept", "application/json")
        .text();
  }
}
