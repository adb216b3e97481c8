package dev.ktsu.futures;

import io.vertx.core.Future;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a chain that nobody awaits: a failure is logged and counted instead of lost.
 *
 * <p>Counters are the only state and may be read from any thread.
 */
public final class Detached {
  private static final Logger LOG = LoggerFactory.getLogger(Detached.class);
  private static final LongAdder FAILED = new LongAdder();

  private Detached() {}

  /**
   * @param name what was going on, for the log: {@code "deliver callback"}
   */
  public static void run(String name, Future<?> work) {
    work.onFailure(
        failure -> {
          FAILED.increment();
          LOG.warn("{} failed: {}", name, failure.toString(), failure);
        });
  }

  /** How many detached chains of this process have failed. */
  public static long failed() {
    return FAILED.sum();
  }
}
