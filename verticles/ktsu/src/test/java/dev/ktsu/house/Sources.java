package dev.ktsu.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The files that people write, without what tools make. */
final class Sources {
  static final Path HOME = Path.of("../..").toAbsolutePath().normalize();

  private static final Set<String> MADE =
      Set.of("target", ".git", ".ktsu", "node_modules", ".idea");

  private Sources() {}

  /** Files with one of the endings, from the root of the clone, sorted. */
  static List<Path> ending(String... endings) {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          HOME,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
              boolean made = MADE.contains(String.valueOf(dir.getFileName()));
              return made ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              String name = file.getFileName().toString();
              for (String ending : endings) {
                if (name.endsWith(ending)) {
                  found.add(file);
                }
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    if (found.isEmpty()) {
      throw new IllegalStateException("no sources in " + HOME);
    }
    return found.stream().sorted().toList();
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** As it is named from the root of the clone. */
  static String name(Path file) {
    return HOME.relativize(file).toString();
  }
}
