package dev.ktsu.bench.load;

import java.time.Duration;

/**
 * How long a load lasts.
 *
 * @param warmUp first, not measured: on two cores that the load keeps busy, the JVM compiles what
 *     is hot for twenty seconds
 * @param measured then
 */
public record Phases(Duration warmUp, Duration measured) {
  private static final Duration WARM_UP_MAX = Duration.ofSeconds(25);
  private static final Duration MEASURED_MAX = Duration.ofSeconds(15);

  public Phases {
    if (warmUp.compareTo(WARM_UP_MAX) > 0 || measured.compareTo(MEASURED_MAX) > 0) {
      throw new IllegalArgumentException("a load lasts at most 25 s and 15 s");
    }
  }

  /** On a process that is warm from another load. */
  public Phases again() {
    return new Phases(warmUp.dividedBy(4), measured);
  }

  /** The same warm-up, and a share of the time that is measured. */
  public Phases shorter(int times) {
    return new Phases(warmUp, measured.dividedBy(times));
  }
}
