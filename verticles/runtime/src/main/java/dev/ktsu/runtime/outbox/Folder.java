package dev.ktsu.runtime.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The folder of one runtime, locked against others: a file for each result, {@code aside/} for
 * those that nobody takes. Only its owner may read it, as results quote prompts. Every method waits
 * for the disk.
 */
final class Folder implements AutoCloseable {
  private static final String RESULT = ".result";

  private final Path home;
  private final Path aside;
  private final boolean isPosix;
  private final FileChannel lock;

  private Folder(Path home, FileChannel lock) throws IOException {
    this.home = home;
    this.lock = lock;
    this.isPosix = isPosix(home);
    this.aside = Files.createDirectories(home.resolve("aside"), ownerOnly(home, "rwx------"));
  }

  /**
   * Opens it, and makes it where there is none.
   *
   * @throws IOException also when another runtime has it
   */
  static Folder open(Path home) throws IOException {
    Files.createDirectories(home, ownerOnly(home.toAbsolutePath(), "rwx------"));
    FileChannel lock =
        FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (lock.tryLock() != null) {
        return new Folder(home, lock);
      }
    } catch (OverlappingFileLockException ownProcess) {
      // Said below, as for another process.
    } catch (IOException failure) {
      lock.close();
      throw failure;
    }
    lock.close();
    throw new IOException("another runtime uses it; each needs a folder of its own");
  }

  /** Writes a result so that it survives the machine's end, as far as the disk keeps its word. */
  Path write(byte[] bytes) throws IOException {
    Path file = home.resolve(UUID.randomUUID() + RESULT);
    try {
      writeSynced(file, bytes);
      return file;
    } catch (IOException failure) {
      Files.deleteIfExists(file);
      throw failure;
    }
  }

  void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  void putAside(Path file) throws IOException {
    Files.move(file, aside.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Every result, those put aside left out. */
  List<Path> results() throws IOException {
    try (Stream<Path> files = Files.list(home)) {
      return files.filter(file -> file.toString().endsWith(RESULT)).sorted().toList();
    }
  }

  /** Bytes of all results, those put aside too. */
  long bytes() throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.walk(home, 2)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sum += Files.size(file);
      }
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  @Override
  public String toString() {
    return home.toString();
  }

  private void writeSynced(Path file, byte[] bytes) throws IOException {
    Set<StandardOpenOption> anew = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(file, anew, ownerOnly(home, "rw-------"))) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
    if (isPosix) {
      // The name is on disk only once the folder is.
      try (FileChannel names = FileChannel.open(home, StandardOpenOption.READ)) {
        names.force(true);
      }
    }
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
    return isPosix(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
