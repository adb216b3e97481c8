package dev.ktsu.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.shell.InProcess;
import dev.ktsu.shell.InProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Deque;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The commands of the page on validation, inside of this process: they start nothing. */
class ValidationPageCommandsTest {
  private static final String START = "./ktsu ";

  @Test
  void commandsOfThePageEndWell() throws IOException {
    Deque<String> commands = ConsoleBlocks.commands(Cli.HOME.resolve("docs/validation.md"));

    assertFalse(commands.isEmpty());
    for (String command : commands) {
      Outcome outcome = call(command);
      assertEquals(0, outcome.code(), command + "\n" + outcome.err());
      assertFalse(outcome.out().isBlank(), command);
    }
  }

  @Test
  void treeOfThePageOfCommandsIsTheOneThatIsPrinted() throws IOException {
    String page = Files.readString(Cli.HOME.resolve("docs/cli.md"));
    String command =
        page.lines().filter(line -> line.contains("workflow tree examples")).findFirst().get();

    Outcome outcome = call(command.substring("$ ".length()));

    assertTrue(page.contains(command + "\n" + outcome.out() + "```"), outcome.out());
  }

  private static Outcome call(String command) {
    assertTrue(command.startsWith(START), command);
    String[] words =
        Stream.of(command.substring(START.length()).split(" "))
            .map(word -> word.startsWith("examples/") ? Cli.HOME.resolve(word).toString() : word)
            .toArray(String[]::new);
    return new InProcess(Cli.HOME).call(shell -> Ktsu.commandLine(shell, words[0]), words);
  }
}
