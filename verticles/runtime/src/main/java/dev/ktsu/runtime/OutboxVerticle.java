package dev.ktsu.runtime;

import dev.ktsu.futures.FaultPoints;
import dev.ktsu.runtime.outbox.FileOutbox;
import dev.ktsu.runtime.outbox.LeftOver;
import dev.ktsu.runtime.outbox.Outbox;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds the folder of results while the runtime is up, where one is set. */
final class OutboxVerticle extends VerticleBase {
  /** Writers wait for the disk most of the time. */
  private static final int THREADS = 4;

  private final RuntimeConfig config;
  private final FaultPoints faults;
  private @Nullable FileOutbox files;

  OutboxVerticle(RuntimeConfig config, FaultPoints faults) {
    this.config = config;
    this.faults = faults;
  }

  @Override
  public Future<?> start() {
    if (config.dataDir().isEmpty()) {
      return Future.succeededFuture();
    }
    var disk = vertx.createSharedWorkerExecutor("ktsu-outbox-" + deploymentID(), THREADS);
    return FileOutbox.open(Path.of(config.dataDir()), config.outboxBytesMax(), disk, faults)
        .onSuccess(open -> files = open);
  }

  @Override
  public Future<?> stop() {
    return files == null ? Future.succeededFuture() : files.close();
  }

  /** Where results are kept, once it is deployed. */
  Outbox outbox() {
    return files == null ? Outbox.NONE : files;
  }

  /** What former processes have left. */
  Future<List<LeftOver>> leftOvers() {
    return files == null ? Future.succeededFuture(List.of()) : files.leftOvers();
  }
}
