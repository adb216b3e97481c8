package dev.ktsu.http.process;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process on SIGTERM or Ctrl-C: first the work, then an exit with 0. */
public final class Shutdown {
  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

  /** Beyond the grace of the work itself, for closing what is left. */
  private static final long SLACK_MILLIS = 5_000;

  private Shutdown() {}

  /**
   * @param stop ends the work; called once, on a thread of the JVM that may block
   * @param graceMillis how long {@code stop} may take by itself
   */
  public static void onSignal(Supplier<Future<Void>> stop, long graceMillis) {
    Thread hook =
        new Thread(
            () -> Runtime.getRuntime().halt(stopped(stop, graceMillis) ? 0 : 1), "ktsu-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private static boolean stopped(Supplier<Future<Void>> stop, long graceMillis) {
    try {
      stop.get().await(graceMillis + SLACK_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | RuntimeException failure) {
      LOG.error("not stopped cleanly: {}", failure.toString(), failure);
      return false;
    }
  }
}
