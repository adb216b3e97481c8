package dev.ktsu.orchestrator.invoke;

import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.contracts.problems.Transient;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Supplier;

/** Bounds the bytes of invokes that are not durable yet. Belongs to the engine's event loop. */
public final class Intake {
  private final long bytesMax;
  private long bytes;

  public Intake(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /**
   * Does the work while its body counts. One body always has room, however large.
   *
   * @return fails with {@link Transient} {@code overloaded} before the work has begun
   */
  public <T> Future<T> within(long body, Supplier<Future<T>> work) {
    if (bytes > 0 && bytes + body > bytesMax) {
      return Future.failedFuture(
          Problems.overloaded(
              bytes + " bytes of invokes wait to be durable.",
              "KTSU_INVOKE_BYTES_MAX",
              Duration.ofSeconds(1)));
    }
    bytes += body;
    return Future.succeededFuture()
        .compose(counted -> work.get())
        .andThen(
            ended -> {
              bytes -= body;
            });
  }
}
