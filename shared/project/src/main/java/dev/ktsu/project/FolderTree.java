package dev.ktsu.project;

import dev.ktsu.project.yaml.YamlFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A folder on disk. Symbolic links are followed as long as they stay in it. */
final class FolderTree implements SourceTree {
  private final Path root;

  FolderTree(Path root) {
    this.root = root;
  }

  @Override
  public Optional<byte[]> read(String path) {
    Optional<Path> file = existing(path).filter(Files::isRegularFile);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file.get())) {
      return Optional.of(in.readNBytes(YamlFile.BYTES_MAX + 1));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** One look at the file system, because every invoke asks: reading alone guards the border. */
  @Override
  public Optional<Stamp> stamp(String path) {
    try {
      var attributes =
          Files.readAttributes(root.resolve(Paths.within("", path)), BasicFileAttributes.class);
      return attributes.isRegularFile() ? Optional.of(stamp(attributes)) : Optional.empty();
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public List<String> list(String folder) {
    Optional<Path> directory = existing(folder).filter(Files::isDirectory);
    if (directory.isEmpty()) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(directory.get())) {
      return children
          .filter(Files::isRegularFile)
          .map(child -> child.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Optional<Path> existing(String path) {
    try {
      Path file = root.resolve(Paths.within("", path));
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      Path real = file.toRealPath();
      if (!real.startsWith(root.toRealPath())) {
        throw new OutsideProject(path);
      }
      return Optional.of(real);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Stamp stamp(BasicFileAttributes attributes) {
    Object identity = attributes.fileKey();
    return new Stamp(
        attributes.size(),
        attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
        identity == null ? "" : identity);
  }
}
