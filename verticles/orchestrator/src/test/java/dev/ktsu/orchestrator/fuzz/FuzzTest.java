package dev.ktsu.orchestrator.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A few seconds of fuzz, and what longer runs have found. */
class FuzzTest {
  private static final long NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final int SEEDS_MIN = 300;

  @Test
  void nothingThatIsBentBreaksItsReader() {
    long begun = System.nanoTime();
    for (long seed = 1; seed <= SEEDS_MIN || System.nanoTime() - begun < NANOS; seed++) {
      assertEquals("", Fuzz.faultOf(seed));
    }
  }
}
