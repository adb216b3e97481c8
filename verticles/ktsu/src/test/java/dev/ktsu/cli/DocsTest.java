package dev.ktsu.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ktsu.cli.Cli.Outcome;
import dev.ktsu.cli.Cli.Running;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the commands of {@code console} blocks of a page, one after the other, in a folder with the
 * examples. A command that ends with {@code &} goes on to the end of the page; the run ids of a
 * page stand for the last one that was printed.
 */
@Execution(ExecutionMode.CONCURRENT)
class DocsTest {
  private static final Pattern RUN_ID = Pattern.compile("run_[0-9a-f]{16}");
  private static final Pattern EXPECTED = Pattern.compile("^(.*\\S)\\s+# exits with (\\d+)$");

  @TempDir private Path dir;
  private final Map<String, String> exported = new HashMap<>();
  private final Deque<Running> background = new ArrayDeque<>();
  private String lastRun = "";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "docs/quickstart.md",
        "docs/cli.md",
        "docs/testing.md",
        "docs/operations.md"
      })
  void commandsOfThePageDoWhatItSays(String page) throws IOException {
    Copies.of("examples", dir.resolve("examples"));
    Copies.of("conf", dir.resolve("conf"));
    Map<String, String> freePorts =
        Map.of("KTSU_ORCHESTRATOR_PORT", "0", "KTSU_RUNTIME_PORT", "0", "KTSU_GATEWAY_PORT", "0");
    Cli cli = new Cli(dir, freePorts).withLauncher();

    Deque<String> commands = ConsoleBlocks.commands(Cli.HOME.resolve(page));

    assertFalse(commands.isEmpty());
    commands.forEach(command -> run(cli, command));
  }

  @AfterEach
  void endBackground() {
    background.forEach(Running::close);
  }

  private void run(Cli cli, String given) {
    String command = RUN_ID.matcher(given).replaceAll(lastRun);
    if (command.endsWith(" &")) {
      Running tiers = cli.startShell(command.substring(0, command.length() - 2), exported);
      background.push(tiers);
      exported.put("KTSU_ORCHESTRATOR_URL", tiers.await("orchestrator listening on (\\S+)"));
      tiers.await("runtime listening on (\\S+)");
      return;
    }
    Matcher expected = EXPECTED.matcher(command);
    int code = expected.matches() ? Integer.parseInt(expected.group(2)) : 0;
    Outcome outcome = cli.shell(command, exported);
    assertEquals(code, outcome.code(), command + "\n" + outcome.out() + outcome.err());
    Matcher printed = RUN_ID.matcher(outcome.out());
    if (printed.find()) {
      lastRun = printed.group();
    }
  }
}
