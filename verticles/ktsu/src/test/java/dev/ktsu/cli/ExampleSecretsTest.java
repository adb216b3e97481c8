package dev.ktsu.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.cli.Cli.Outcome;
import dev.ktsu.testkit.tools.FakeToolServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of secrets, started from the command line as its README does. */
class ExampleSecretsTest {
  private static final String KEY = "a-key-of-the-caller";
  private final Vertx vertx = Vertx.vertx();
  @TempDir private Path dir;
  private FakeToolServer notes;
  private Cli.Running tiers;
  private Cli cli;

  @BeforeEach
  void start() throws IOException {
    notes = new FakeToolServer().readOnlyTool("read_notes", none -> "for " + KEY).start(vertx);
    Copies.of("examples/secrets", dir);
    Path server = dir.resolve("servers/notes.server.yaml");
    Files.writeString(
        server, Files.readString(server).replace("http://127.0.0.1:5053/notes", notes.url()));
    tiers =
        new Cli(
                dir,
                Map.of(
                    "KTSU_ORCHESTRATOR_PORT",
                    "0",
                    "KTSU_RUNTIME_PORT",
                    "0",
                    "KTSU_GATEWAY_PORT",
                    "0"))
            .start("start", "--all");
    String url = tiers.await("orchestrator listening on (\\S+)");
    tiers.await("runtime listening on (\\S+)");
    cli = new Cli(dir, Map.of("KTSU_ORCHESTRATOR_URL", url, "NOTES_KEY", KEY));
  }

  @AfterEach
  void stop() {
    tiers.close();
    vertx.close().await();
  }

  @Test
  void keyOfTheCallerReachesTheServerAlone() {
    Outcome outcome = cli.call("invoke", "read", "--secret", "key=env:NOTES_KEY", "--wait");

    assertEquals(0, outcome.code(), outcome.err() + outcome.out());
    assertFalse(outcome.out().contains(KEY), outcome.out());
    assertTrue(
        notes.received("tools/call").stream()
            .allMatch(call -> KEY.equals(call.headers().get("X-Notes-Key"))));
    assertEquals(1, notes.received("tools/call").size());
  }

  @Test
  void secretMayComeFromAFile() throws IOException {
    Path file = Files.writeString(dir.resolve("key.txt"), KEY + "\n");

    Outcome outcome = cli.call("invoke", "read", "--secret", "key=@" + file, "--wait");

    assertEquals(0, outcome.code(), outcome.err() + outcome.out());
    assertEquals(KEY, notes.received("tools/call").getFirst().headers().get("X-Notes-Key"));
  }

  @Test
  void secretItselfHasNoPlaceOnTheCommandLine() {
    for (String option : List.of("key=" + KEY, "key", "=env:NOTES_KEY", "key=env:UNSET_KEY")) {
      Outcome outcome = cli.call("invoke", "read", "--secret", option);

      assertEquals(1, outcome.code(), outcome.out());
      assertTrue(outcome.err().contains("--secret"), outcome.err());
      assertFalse(outcome.err().contains(KEY), outcome.err());
    }
  }
}
