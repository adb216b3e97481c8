package dev.ktsu.project;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Files in memory. */
final class MemoryTree implements SourceTree {
  private final Map<String, byte[]> files;

  MemoryTree(Map<String, byte[]> files) {
    this.files = Map.copyOf(files);
  }

  @Override
  public Optional<byte[]> read(String path) {
    return Optional.ofNullable(files.get(Paths.within("", path)));
  }

  @Override
  public Optional<Stamp> stamp(String path) {
    return read(path).map(bytes -> new Stamp(bytes.length, 0, ""));
  }

  @Override
  public List<String> list(String folder) {
    String prefix = Paths.within("", folder) + "/";
    return files.keySet().stream()
        .filter(path -> path.startsWith(prefix))
        .map(path -> path.substring(prefix.length()))
        .filter(name -> !name.contains("/"))
        .sorted()
        .toList();
  }
}
