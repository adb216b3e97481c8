package dev.ktsu.orchestrator.store.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One process owns a database file: an operating system lock on a file beside it, which a crash
 * releases by itself.
 */
public final class FileLock implements AutoCloseable {
  private final FileChannel channel;

  private FileLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws IOException when another process has it, in a sentence, or when the file cannot be made
   */
  public static FileLock take(Path database) throws IOException {
    Path file = database.resolveSibling(database.getFileName() + ".lock");
    if (file.getParent() != null) {
      Files.createDirectories(file.getParent());
    }
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return new FileLock(channel);
      }
    } catch (OverlappingFileLockException ownProcess) {
      // This process has it: the same answer as for another one.
    }
    channel.close();
    throw new IOException(
        "the database "
            + database
            + " is in use by another ktsu; stop that one, or give this one another file with"
            + " --db-path");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
