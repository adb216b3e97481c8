package dev.ktsu.authoring;

import dev.ktsu.project.kinds.FileKind;
import dev.ktsu.shell.CommandError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The files that arguments of a command name. */
final class ProjectFiles {
  private ProjectFiles() {}

  /** Files as they are named, and of folders all files of the project there, each once. */
  static List<Path> of(List<Path> named) {
    Set<Path> files = new LinkedHashSet<>();
    for (Path path : named) {
      if (Files.isDirectory(path)) {
        files.addAll(ofProject(path));
      } else if (!Files.isRegularFile(path)) {
        throw new CommandError("there is no file or folder " + path);
      } else if (FileKind.of(path.toString()).isEmpty()) {
        throw new CommandError(
            path
                + " is no file of a project by its name; they end in .workflow.yaml, .agent.yaml,"
                + " .server.yaml, .env.yaml or .test.yaml, or are gateway.yaml or servers.yaml");
      } else {
        files.add(path.normalize());
      }
    }
    return List.copyOf(files);
  }

  private static List<Path> ofProject(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> !isHidden(root.relativize(file)))
          .filter(file -> isOfProject(root, file) && Files.isRegularFile(file))
          .map(Path::normalize)
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException unreadable) {
      throw new CommandError("cannot read " + root + ": " + unreadable.getMessage());
    }
  }

  private static boolean isHidden(Path inside) {
    for (Path part : inside) {
      if (part.toString().startsWith(".") && part.toString().length() > 1) {
        return true;
      }
    }
    return false;
  }

  /** Others too have files of the names of system files; a project has them at its root alone. */
  private static boolean isOfProject(Path root, Path file) {
    Optional<FileKind> kind = FileKind.of(file.toString());
    return kind.isPresent()
        && switch (kind.get()) {
          case GATEWAY, SERVERS -> root.relativize(file).getNameCount() == 1;
          case WORKFLOW, AGENT, SERVER, ENVIRONMENT, TEST -> true;
        };
  }
}
