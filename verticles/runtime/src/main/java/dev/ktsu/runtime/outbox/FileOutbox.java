package dev.ktsu.runtime.outbox;

import dev.ktsu.futures.FaultPoints;
import dev.ktsu.futures.FaultPoints.Point;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.SettingError;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An outbox of one file a result, up to a number of bytes. A full or broken disk stops no leg: what
 * cannot be kept is sent without.
 */
public final class FileOutbox implements Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(FileOutbox.class);

  private final Folder folder;
  private final long bytesMax;
  private final WorkerExecutor disk;
  private final FaultPoints faults;
  private final AtomicLong bytes;
  private final AtomicBoolean isFull = new AtomicBoolean();

  private FileOutbox(Folder folder, long bytesMax, WorkerExecutor disk, FaultPoints faults)
      throws IOException {
    this.folder = folder;
    this.bytesMax = bytesMax;
    this.disk = disk;
    this.faults = faults;
    this.bytes = new AtomicLong(folder.bytes());
  }

  /**
   * Opens the outbox in a folder.
   *
   * @param bytesMax of all results, those put aside too
   * @param disk threads that may wait
   * @param faults stand before and behind each result that is kept
   * @return fails with a {@link SettingError} when the folder cannot be used
   */
  public static Future<FileOutbox> open(
      Path home, long bytesMax, WorkerExecutor disk, FaultPoints faults) {
    return disk.executeBlocking(
        () -> {
          try {
            return new FileOutbox(Folder.open(home), bytesMax, disk, faults);
          } catch (IOException unusable) {
            throw new SettingError(
                Registry.RUNTIME_DATA_DIR.env()
                    + ": cannot use "
                    + home.toAbsolutePath()
                    + " ("
                    + unusable.getMessage()
                    + ")");
          }
        });
  }

  /**
   * What former processes have left here; files that were not written to their end are put aside.
   */
  public Future<List<LeftOver>> leftOvers() {
    return disk.executeBlocking(
        () -> {
          List<LeftOver> found = new ArrayList<>();
          for (Path file : folder.results()) {
            byte[] content = Files.readAllBytes(file);
            Kept slip = new Kept(file, content.length);
            Parcel.read(content)
                .ifPresentOrElse(
                    parcel -> found.add(new LeftOver(parcel, slip)), () -> putTornAside(file));
          }
          if (!found.isEmpty()) {
            LOG.info("delivering {} results that a former process has kept", found.size());
          }
          return found;
        });
  }

  @Override
  public Future<Slip> keep(Parcel parcel) {
    byte[] content = parcel.bytes();
    if (bytes.addAndGet(content.length) > bytesMax) {
      bytes.addAndGet(-content.length);
      sayFull();
      return Future.succeededFuture(Slip.NONE);
    }
    isFull.set(false);
    return disk.executeBlocking(() -> write(content), false)
        .otherwise(
            failure -> {
              bytes.addAndGet(-content.length);
              LOG.warn("result of {} is sent without being kept: {}", parcel.address(), failure);
              return Slip.NONE;
            });
  }

  /** Lets another process have the folder. */
  public Future<Void> close() {
    return disk.<Void>executeBlocking(
        () -> {
          folder.close();
          return null;
        });
  }

  private Slip write(byte[] content) throws IOException {
    faults.at(Point.BEFORE_OUTBOX_WRITE);
    Path file = folder.write(content);
    faults.at(Point.AFTER_OUTBOX_WRITE);
    return new Kept(file, content.length);
  }

  private void putTornAside(Path file) {
    LOG.warn("{} was not written to its end and is put aside", file);
    try {
      folder.putAside(file);
    } catch (IOException failure) {
      LOG.warn("{} cannot be put aside: {}", file, failure.toString());
    }
  }

  private void sayFull() {
    if (isFull.compareAndSet(false, true)) {
      LOG.warn(
          "{} holds {} bytes of results; new ones are sent without being kept. Look at its folder"
              + " aside, or raise {}",
          folder,
          bytes.get(),
          Registry.OUTBOX_BYTES_MAX.env());
    }
  }

  /** A result in a file. */
  private final class Kept implements Slip {
    private final Path file;
    private final long size;

    Kept(Path file, long size) {
      this.file = file;
      this.size = size;
    }

    @Override
    public boolean isKept() {
      return true;
    }

    @Override
    public Future<Void> remove() {
      return touch(
          () -> {
            folder.delete(file);
            bytes.addAndGet(-size);
            return null;
          });
    }

    @Override
    public Future<Void> putAside() {
      return touch(
          () -> {
            folder.putAside(file);
            return null;
          });
    }

    private Future<Void> touch(Callable<Void> change) {
      return disk.executeBlocking(change, false)
          .otherwise(
              failure -> {
                LOG.warn("{} stays and will be sent again: {}", file, failure.toString());
                return null;
              });
    }
  }
}
