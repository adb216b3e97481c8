package dev.ktsu.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.cli.Cli.Outcome;
import dev.ktsu.testkit.Case;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  @TempDir private Path dir;

  @Test
  void versionNamesWhatWasBuilt() {
    Outcome outcome = cli().call("version");

    assertEquals(0, outcome.code());
    String[] lines = outcome.out().split("\n");
    assertTrue(lines[0].matches("Version:  \\d+\\.\\d+\\.\\d+.*"), outcome.out());
    assertTrue(lines[1].matches("Commit:   ([0-9a-f]{7,}|unknown)"), outcome.out());
    assertTrue(lines[2].matches("Built:    (\\d{4}-\\d\\d-\\d\\dT.*|unknown)"), outcome.out());
  }

  @Test
  void withoutACommandTheHelpIsShown() {
    Outcome outcome = cli().call();

    assertEquals(0, outcome.code());
    assertTrue(outcome.out().contains("validate"), outcome.out());
  }

  @Test
  @Case("G17-09")
  void unknownCommandIsAnErrorOfOneSentence() {
    Outcome outcome = cli().call("lunch");

    assertEquals(1, outcome.code());
    assertTrue(outcome.err().startsWith("Error: unknown command \"lunch\""), outcome.err());
  }

  @Test
  @Case("G17-09")
  void argumentErrorShowsUsage() {
    Outcome outcome = cli().call("validate", "--nonsense");

    assertEquals(1, outcome.code());
    assertTrue(outcome.err().startsWith("Error: Unknown option: '--nonsense'"), outcome.err());
    assertTrue(outcome.err().contains("Usage: ktsu validate"), outcome.err());
  }

  @Test
  @Case("G17-09")
  void runtimeErrorShowsNoUsage() {
    Outcome outcome = cli().call("invoke", "story", "--orchestrator", "http://127.0.0.1:1");

    assertEquals(1, outcome.code());
    assertTrue(outcome.err().startsWith("Error: invoke: no answer from"), outcome.err());
    assertFalse(outcome.err().contains("Usage:"), outcome.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "resume",
        "validate",
        "workflow",
        "test",
        "fmt",
        "schema",
        "start",
        "invoke",
        "runs",
        "approvals",
        "events",
        "backup",
        "restore",
        "doctor",
        "version"
      })
  void everyCommandHasHelp(String command) {
    Outcome outcome = cli().call(command, "--help");

    assertEquals(0, outcome.code());
    assertTrue(outcome.out().startsWith("Usage: ktsu " + command), outcome.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--all", "orchestrator", "runtime", "gateway"})
  void everyTierHasHelpMadeFromTheRegistry(String tier) {
    Outcome outcome = cli().call("start", tier, "--help");

    assertEquals(0, outcome.code());
    assertTrue(outcome.out().contains("KTSU_INTERNAL_TOKEN"), outcome.out());
  }

  @Test
  void unknownTierIsAnArgumentError() {
    Outcome outcome = cli().call("start", "database");

    assertEquals(1, outcome.code());
    assertTrue(outcome.err().contains("got database"), outcome.err());
  }

  private Cli cli() {
    return new Cli(dir, Map.of());
  }
}
