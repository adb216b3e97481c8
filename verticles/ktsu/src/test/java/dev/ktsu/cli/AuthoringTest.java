package dev.ktsu.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.project.kinds.FileKind;
import dev.ktsu.shell.InProcess;
import dev.ktsu.shell.InProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code fmt} and {@code schema}, in this process. */
class AuthoringTest {
  private static final String WORKFLOW = "workflows/story.workflow.yaml";
  private static final String UNORDERED = "name: story\nkind: workflow\npipeline: []\n";
  private static final String ORDERED = "kind: workflow\nname: story\npipeline: []\n";

  @TempDir private Path dir;

  @Test
  void fmtWritesWhatIsNotInOrderAndNamesIt() throws IOException {
    Projects.good(dir).with(WORKFLOW, UNORDERED);

    Outcome outcome = call("fmt", dir.toString());

    assertEquals(0, outcome.code(), outcome.err());
    assertEquals(ORDERED, Files.readString(dir.resolve(WORKFLOW)));
    assertEquals(dir.resolve(WORKFLOW) + "\n", outcome.out());
    assertEquals("", call("fmt", dir.toString()).out());
  }

  @Test
  void fmtCheckNamesWhatIsNotInOrderAndWritesNothing() throws IOException {
    Projects.good(dir).with(WORKFLOW, UNORDERED);

    Outcome outcome = call("fmt", "--check", dir.toString());

    assertEquals(1, outcome.code());
    assertEquals(dir.resolve(WORKFLOW) + "\n", outcome.out());
    assertEquals(
        outcome.out(),
        call("fmt", "--check", dir + "/./" + WORKFLOW, dir.toString()).out(),
        "a file counts once");
    assertEquals(UNORDERED, Files.readString(dir.resolve(WORKFLOW)));
    assertEquals(0, call("fmt", "--check", dir.resolve("gateway.yaml").toString()).code());
  }

  @Test
  void fmtDiffShowsWhatWouldChange() throws IOException {
    String file = Projects.good(dir).with(WORKFLOW, UNORDERED).root().resolve(WORKFLOW).toString();

    Outcome outcome = call("fmt", "--diff", file);

    assertEquals(0, outcome.code());
    assertEquals(
        """
        --- a/FILE
        +++ b/FILE
        @@ -1,3 +1,3 @@
        -name: story
         kind: workflow
        +name: story
         pipeline: []
        """
            .replace("FILE", file),
        outcome.out());
    assertEquals(UNORDERED, Files.readString(Path.of(file)));
  }

  @Test
  void diffHasAHunkForEachPlaceThatChanges() {
    String lines = "description: |\n" + "  line\n".repeat(20);
    Projects.good(dir).with(WORKFLOW, "name: n\nkind: workflow\n" + lines + "\n\n\nenv: []\n");

    String diff = call("fmt", "--diff", dir.toString()).out();

    assertTrue(diff.contains("@@ -1,5 +1,5 @@\n-name: n\n kind: workflow\n+name: n\n"), diff);
    assertTrue(
        diff.contains("@@ -21,7 +21,5 @@\n   line\n   line\n   line\n-\n-\n \n env: []\n"), diff);
  }

  @Test
  void fileThatCannotBeFormattedIsLeftAndNamedWithTheReason() throws IOException {
    Projects.good(dir).with(WORKFLOW, "name: a\nname: b\n");

    Outcome outcome = call("fmt", dir.toString());

    assertEquals(1, outcome.code());
    assertEquals(
        dir.resolve(WORKFLOW)
            + ":2:1: left as it is: the key \"name\" is already defined at line 1\n",
        outcome.err());
    assertEquals("name: a\nname: b\n", Files.readString(dir.resolve(WORKFLOW)));
  }

  @Test
  void fmtMigrateSaysWhatItDidAndWhatItCannot() throws IOException {
    Projects.good(dir)
        .with(
            WORKFLOW,
            """
            env: [{name: HOOK}]
            pipeline:
              - id: tell
                run_at: noon
                webhook: {url: env:HOOK}
            """);
    String file = dir.resolve(WORKFLOW).toString();

    Outcome outcome = call("fmt", "--migrate", file);

    assertEquals(1, outcome.code());
    assertEquals(file + " line 5: env:HOOK -> {{ env.HOOK }}\n" + file + "\n", outcome.out());
    assertEquals(
        file
            + ":5:5: \"run_at\" is not supported yet. Give the run its time with the invoke, or put"
            + " a sleep before it.\n",
        outcome.err());
    assertTrue(Files.readString(Path.of(file)).contains("webhook: {url: \"{{ env.HOOK }}\"}\n"));
  }

  @Test
  void whatIsNoFileOfAProjectIsRefused() throws IOException {
    Path other = Files.writeString(dir.resolve("compose.yaml"), "a: 1\n");

    assertTrue(call("fmt", other.toString()).err().contains("is no file of a project by its name"));
    assertTrue(call("fmt", dir.resolve("none").toString()).err().contains("there is no file"));
    assertEquals("", call("fmt", dir.toString()).out());
  }

  @Test
  void gatewayFilesOfOthersAndHiddenFoldersAreNotTaken() {
    Projects.good(dir).with("deploy/gateway.yaml", UNORDERED).with(".git/a.agent.yaml", UNORDERED);

    assertEquals("", call("fmt", "--check", dir.toString()).out());
  }

  @Test
  void schemaIsPrintedOrWritten() throws IOException {
    Outcome printed = call("schema", "workflow");
    Outcome kinds = call("schema");
    Outcome written = call("schema", "--out", dir.resolve("schemas").toString());

    assertEquals("urn:ktsu:workflow", Json.parse(printed.out()).path("$id").asText());
    assertTrue(kinds.out().startsWith("workflow  `*.workflow.yaml`: "), kinds.out());
    assertEquals(7, written.out().lines().count());
    assertEquals(printed.out(), Files.readString(dir.resolve("schemas/workflow.json")));
  }

  @Test
  void commandsOfThePageDoWhatItSays() throws IOException {
    Copies.of("examples", dir.resolve("examples"));

    for (String command : ConsoleBlocks.commands(Cli.HOME.resolve("docs/editors.md"))) {
      String[] words =
          Stream.of(command.split(" ")).skip(1).map(this::inFolder).toArray(String[]::new);
      Outcome outcome = call(words);
      assertEquals(0, outcome.code(), command + outcome.err());
    }
    String page = Files.readString(Cli.HOME.resolve("docs/editors.md"));
    for (FileKind kind : FileKind.values()) {
      String file = ".ktsu/schemas/" + kind.word() + ".json";
      assertTrue(Files.exists(dir.resolve(file)) && page.contains('"' + file + '"'), file);
    }
  }

  private String inFolder(String word) {
    return word.contains("/") ? dir.resolve(word).toString() : word;
  }

  @Test
  void unknownKindOfFileIsRefusedWithThoseThereAre() {
    Outcome outcome = call("schema", "flow");

    assertEquals(1, outcome.code());
    assertTrue(
        outcome.err().contains("no kind of file \"flow\"; name one of workflow, agent"),
        outcome.err());
  }

  private Outcome call(String... args) {
    return new InProcess(dir).call(shell -> Ktsu.commandLine(shell, args[0]), args);
  }
}
