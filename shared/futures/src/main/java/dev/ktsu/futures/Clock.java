package dev.ktsu.futures;

/** What time it is. */
@FunctionalInterface
public interface Clock {
  /** Milliseconds since the epoch. */
  long millis();

  /** The machine's clock. */
  static Clock system() {
    java.time.Clock utc = java.time.Clock.systemUTC();
    return utc::millis;
  }
}
