package dev.ktsu.orchestrator.invoke;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.futures.Clock;
import java.util.function.IntUnaryOperator;

/**
 * New run ids: 42 bits of milliseconds, then 21 random bits; within one process each is greater
 * than the last. Belongs to one event loop.
 */
public final class RunIds {
  private final Clock clock;
  private final IntUnaryOperator random;
  private long last;

  /**
   * @param random a number from 0 to below its argument
   */
  public RunIds(Clock clock, IntUnaryOperator random) {
    this.clock = clock;
    this.random = random;
  }

  public RunId next() {
    long fresh = RunId.firstAt(clock.millis()) + random.applyAsInt(RunId.ofAMillisecond());
    last = fresh > last ? fresh : last + 1;
    return new RunId(last);
  }
}
