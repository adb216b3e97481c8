package dev.ktsu.http.process;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process on SIGTERM or Ctrl-C: first the work, then an exit with 0. */
public final class Shutdown {
  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

  /** Beyond the grace of the work itself, for closing what is left. */
  private static final long SLACK_MILLIS = 5_000;

  private final long graceMillis;
  private volatile int code;

  /**
   * @param graceMillis how long the end of the work may take by itself
   */
  public Shutdown(long graceMillis) {
    this.graceMillis = graceMillis;
  }

  /**
   * Starts the work, and blocks until it has started. A signal that comes meanwhile waits for that
   * too. A start that fails leaves the exit to the caller.
   *
   * @param stop ends the work; called once, on a thread of the JVM that may block
   */
  public <S> S guard(Supplier<Future<S>> start, Function<S, Future<Void>> stop) {
    Promise<S> started = Promise.promise();
    Thread hook = new Thread(() -> end(started.future(), stop), "ktsu-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    Future.succeededFuture().compose(now -> start.get()).onComplete(started);
    return started.future().await();
  }

  /** Ends the work, then the process. Returns at once: it may be called by an event loop. */
  public void exit(int with) {
    code = with;
    Thread.ofPlatform().start(() -> System.exit(with));
  }

  private <S> void end(Future<S> started, Function<S, Future<Void>> stop) {
    try {
      if (within(started.map(true).otherwise(false))) {
        within(started.compose(stop));
        Runtime.getRuntime().halt(code);
      }
    } catch (TimeoutException | RuntimeException failure) {
      LOG.error("not stopped cleanly: {}", failure.toString(), failure);
      Runtime.getRuntime().halt(1);
    }
  }

  private <T> T within(Future<T> ends) throws TimeoutException {
    return ends.await(graceMillis + SLACK_MILLIS, TimeUnit.MILLISECONDS);
  }
}
