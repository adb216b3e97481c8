package dev.ktsu.orchestrator;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How long the event loops of one Vert.x could not take the next event: their processor time, and
 * the time in which they waited for a lock. Unlike time on the wall it does not depend on who else
 * uses the machine, nor on other tests of this JVM.
 */
final class LoopTime {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final List<Long> loops = new ArrayList<>();
  private long before;

  /** Counts from now on. */
  LoopTime(Vertx vertx) {
    for (EventExecutor loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
      long id = loop.submit(() -> Thread.currentThread().threadId()).syncUninterruptibly().getNow();
      loops.add(id);
    }
    THREADS.setThreadContentionMonitoringEnabled(true);
    before = busy();
  }

  /** Since the last call. */
  long millis() {
    long now = busy();
    long passed = now - before;
    before = now;
    return passed;
  }

  private long busy() {
    return loops.stream().mapToLong(LoopTime::busy).sum();
  }

  private static long busy(long loop) {
    ThreadInfo waits = THREADS.getThreadInfo(loop);
    long worked = TimeUnit.NANOSECONDS.toMillis(THREADS.getThreadCpuTime(loop));
    return worked + waits.getBlockedTime() + waits.getWaitedTime();
  }
}
