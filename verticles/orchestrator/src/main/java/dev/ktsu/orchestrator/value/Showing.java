package dev.ktsu.orchestrator.value;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.orchestrator.run.Compute;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * How values are shown.
 *
 * @param beside where answers with large values are worked out
 * @param inlineBytesMax of a value that stands in an answer; a larger one is given by reference
 */
public record Showing(Compute beside, int inlineBytesMax) {
  /** Payloads of so many bytes are read, and written into an answer, in some milliseconds. */
  private static final int LOOP_BYTES_MAX = 256 << 10;

  /**
   * The values of one answer.
   *
   * @param payloads by the number of their event
   * @param whole whether every value is to be shown as it is
   */
  public Values values(RunId run, Map<Long, byte[]> payloads, boolean whole) {
    return new Values(run, payloads, whole ? Integer.MAX_VALUE : inlineBytesMax);
  }

  /** Works out an answer of these values: at once when they are small, else beside the loop. */
  public <T> Future<T> show(Values values, Callable<T> answer) {
    return values.bytes() > LOOP_BYTES_MAX ? beside.run(answer) : now(answer);
  }

  private static <T> Future<T> now(Callable<T> answer) {
    try {
      return Future.succeededFuture(answer.call());
    } catch (Exception failure) {
      return Future.failedFuture(failure);
    }
  }
}
