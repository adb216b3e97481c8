package dev.ktsu.project;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a project. Paths are relative to its root and separated by {@code /}. Nothing
 * outside the root can be read: such a path is refused with {@link OutsideProject}. Reading blocks;
 * an implementation throws {@link java.io.UncheckedIOException} when a file that is there cannot be
 * read.
 */
public interface SourceTree {
  /** A folder on disk. */
  static SourceTree of(Path root) {
    return new FolderTree(root);
  }

  /** Files in memory, such as the pinned closure of a definition. */
  static SourceTree of(Map<String, byte[]> files) {
    return new MemoryTree(files);
  }

  /** The bytes of a file, at most one more than a project file may have; empty = no such file. */
  Optional<byte[]> read(String path);

  /** Whether and since when the file is as it is; empty = no such file. */
  Optional<Stamp> stamp(String path);

  /** Names of the files in a folder, sorted; none when there is no such folder. */
  List<String> list(String folder);

  /** A path that leads out of the project. */
  final class OutsideProject extends RuntimeException {
    private static final long serialVersionUID = 1;

    OutsideProject(String path) {
      super(path + " lies outside the project", null, false, false);
    }
  }
}
