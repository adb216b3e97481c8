package dev.ktsu.bench;

import dev.ktsu.bench.load.Phases;
import dev.ktsu.bench.load.Sink;
import dev.ktsu.bench.product.Engine.Jars;
import java.time.Duration;

/**
 * What every benchmark is given.
 *
 * @param sink where webhooks go
 */
record Rig(Jars jars, Phases phases, Sink sink) {
  private static final Duration QUICK_MAX = Duration.ofSeconds(5);

  /** Name of the store, for tables. */
  String store() {
    return jars.store().word();
  }

  /** What differs with the store. */
  <T> T by(T sqlite, T postgres) {
    return switch (jars.store()) {
      case SQLITE -> sqlite;
      case POSTGRES -> postgres;
    };
  }

  /** How much of something: less in a smoke test. */
  int amount(int full, int quick) {
    return phases.measured().compareTo(QUICK_MAX) < 0 ? quick : full;
  }
}
