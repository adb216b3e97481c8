package dev.ktsu.bench.product;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** How many runs are unfinished, read every 5 ms on a thread of its own. */
public final class ActiveRuns implements AutoCloseable {
  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(5);

  private final Gauges gauges;
  private final Thread thread;
  private volatile int active;
  private volatile int readings;
  private volatile boolean stopping;
  private volatile @Nullable IOException failure;

  public ActiveRuns(InetSocketAddress orchestrator) throws IOException {
    gauges = new Gauges(orchestrator);
    thread = Thread.ofPlatform().name("bench-gauge").daemon().start(this::watch);
  }

  public int active() {
    IOException broken = failure;
    if (broken != null) {
      throw new IllegalStateException("/metrics cannot be read", broken);
    }
    return active;
  }

  /** How often it was read. */
  public int readings() {
    return readings;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    stopping = true;
    thread.join();
    gauges.close();
  }

  // Only the watching thread writes.
  @SuppressWarnings("NonAtomicOperationOnVolatileField")
  private void watch() {
    try {
      while (!stopping) {
        active = gauges.read().active();
        readings++;
        LockSupport.parkNanos(INTERVAL);
      }
    } catch (IOException broken) {
      failure = broken;
    }
  }
}
