package dev.ktsu.authoring;

import dev.ktsu.project.Diagnostic;
import dev.ktsu.project.format.Formatter;
import dev.ktsu.project.format.Migration;
import dev.ktsu.project.format.Migration.Migrated;
import dev.ktsu.project.format.UnformattableException;
import dev.ktsu.project.kinds.FileKind;
import dev.ktsu.shell.CommandError;
import dev.ktsu.shell.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts the keys of project files in order. */
@Command(
    name = "fmt",
    description =
        "Puts the keys of project files in order; comments, anchors and texts stay as they are.")
public final class FmtCommand implements Callable<Integer> {
  private final Shell shell;
  private boolean isWanting;

  @Parameters(
      arity = "0..*",
      paramLabel = "<file or folder>",
      description = "Files, or roots of projects. Default: the working directory.")
  private List<Path> paths = List.of(Path.of(""));

  @Option(
      names = "--check",
      description = "Writes nothing; names what is not in order, and exits with 1 if anything is.")
  private boolean check;

  @Option(names = "--diff", description = "Writes nothing; shows what would change.")
  private boolean diff;

  @Option(
      names = "--migrate",
      description =
          "Also brings forms of the Go product to those of today, and says what it cannot.")
  private boolean migrate;

  public FmtCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    isWanting = false;
    for (Path file : ProjectFiles.of(paths)) {
      format(file);
    }
    return isWanting ? 1 : 0;
  }

  private void format(Path file) {
    String text = read(file);
    FileKind kind = FileKind.of(file.toString()).orElseThrow();
    try {
      String formatted = migrate ? migrated(file, kind, text) : Formatter.format(kind, text);
      if (!formatted.equals(text)) {
        changed(file, text, formatted);
      }
    } catch (UnformattableException kept) {
      isWanting = true;
      shell
          .err()
          .printf(
              "%s:%d:%d: left as it is: %s%n",
              file, kept.mark().line(), kept.mark().column(), kept.getMessage());
    }
  }

  private String migrated(Path file, FileKind kind, String text) throws UnformattableException {
    Migrated migrated = Migration.migrate(kind, file.toString(), text);
    migrated.done().forEach(done -> shell.out().println(file + " " + done));
    for (Diagnostic left : migrated.left()) {
      isWanting = true;
      shell.err().println(left);
    }
    return migrated.text();
  }

  private void changed(Path file, String text, String formatted) {
    isWanting |= check;
    if (diff) {
      shell.out().print(LineDiff.unified(file.toString(), text, formatted));
    } else {
      shell.out().println(file);
    }
    if (!check && !diff) {
      write(file, formatted);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new CommandError("cannot read " + file + " as UTF-8: " + unreadable);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException failure) {
      throw new CommandError("cannot write " + file + ": " + failure);
    }
  }
}
