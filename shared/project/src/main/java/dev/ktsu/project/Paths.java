package dev.ktsu.project;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Project-relative paths as text: the same on every system, also for files in memory. */
final class Paths {
  private Paths() {}

  /**
   * The path from the root of what a file of {@code folder} calls {@code path}.
   *
   * @throws SourceTree.OutsideProject when it leads out of the root, or is no path at all
   */
  static String within(String folder, String path) {
    if (path.startsWith("/") || path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0) {
      throw new SourceTree.OutsideProject(path);
    }
    Deque<String> parts = new ArrayDeque<>();
    for (String part : (folder + "/" + path).split("/")) {
      switch (part) {
        case "", "." -> {}
        case ".." -> {
          if (parts.pollLast() == null) {
            throw new SourceTree.OutsideProject(path);
          }
        }
        default -> parts.add(part);
      }
    }
    return String.join("/", parts);
  }

  /** As {@link #within}, with nothing instead of a refusal. */
  static Optional<String> inside(String folder, String path) {
    try {
      return Optional.of(within(folder, path));
    } catch (SourceTree.OutsideProject outside) {
      return Optional.empty();
    }
  }

  /** The folder of a file; empty for one at the root. */
  static String folder(String path) {
    return path.substring(0, Math.max(path.lastIndexOf('/'), 0));
  }

  /** The last part without the ending, when it has that ending. */
  static String stem(String path, String ending) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.endsWith(ending) ? name.substring(0, name.length() - ending.length()) : name;
  }

  /** Without {@code @version} at the end of the last part, and without slashes before the first. */
  static String reference(String written) {
    int at = written.lastIndexOf('@');
    String path = at > written.lastIndexOf('/') ? written.substring(0, at) : written;
    return path.replaceFirst("^/+", "");
  }
}
