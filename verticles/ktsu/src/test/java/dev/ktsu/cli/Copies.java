package dev.ktsu.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Folders of the clone to run in: a run keeps its state in the project. */
final class Copies {
  private Copies() {}

  /** Copies a folder of the clone, without the state of earlier runs. */
  static void of(String folder, Path target) throws IOException {
    Path from = Cli.HOME.resolve(folder);
    List<Path> files;
    try (Stream<Path> walked = Files.walk(from)) {
      files = walked.filter(file -> !file.toString().contains(".ktsu")).toList();
    }
    for (Path file : files) {
      Path to = target.resolve(from.relativize(file).toString());
      if (Files.isDirectory(file)) {
        Files.createDirectories(to);
      } else {
        Files.copy(file, to);
      }
    }
  }
}
