package dev.ktsu.authoring;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.project.kinds.FileKind;
import dev.ktsu.shell.CommandError;
import dev.ktsu.shell.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the JSON Schemas of project files, or writes them for an editor. */
@Command(
    name = "schema",
    description = "Prints the JSON Schema of a kind of file; without a kind, what kinds there are.")
public final class SchemaCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(
      arity = "0..1",
      paramLabel = "<kind>",
      description = "workflow, agent, server, servers, gateway, env or test.")
  private @Nullable String kind;

  @Option(
      names = "--out",
      paramLabel = "<dir>",
      description = "Writes <kind>.json into the folder instead, all of them without a kind.")
  private @Nullable Path out;

  public SchemaCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if (out != null) {
      write(kind == null ? List.of(FileKind.values()) : List.of(named(kind)), out);
    } else if (kind != null) {
      shell.out().println(Json.pretty(named(kind).schema()));
    } else {
      for (FileKind each : FileKind.values()) {
        String description = each.schema().path("description").textValue();
        shell.out().println("%-8s  %s".formatted(each.word(), description));
      }
    }
    return 0;
  }

  private void write(List<FileKind> kinds, Path folder) {
    try {
      Files.createDirectories(folder);
      for (FileKind each : kinds) {
        Path file = folder.resolve(each.word() + ".json");
        Files.writeString(file, Json.pretty(each.schema()) + "\n");
        shell.out().println(file);
      }
    } catch (IOException failure) {
      throw new CommandError("cannot write into " + folder + ": " + failure);
    }
  }

  private static FileKind named(String word) {
    return FileKind.named(word)
        .orElseThrow(
            () ->
                new CommandError(
                    "there is no kind of file \""
                        + word
                        + "\"; name one of "
                        + String.join(", ", FileKind.words())));
  }
}
