package dev.ktsu.orchestrator.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A few seconds of fuzz, and what longer runs have found. */
class FuzzTest {
  private static final long NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final int SEEDS_MIN = 300;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "SCHEMA     | {\"contains\":{\"const\":11e999}}",
        "EXPRESSION | `1e999`",
        "EXPRESSION | merge(o, {z: `{\"\\nq\": 1}`})",
        "EXPRESSION | params.x[92233720368547758082]",
        "EXPRESSION | merge(o, {z: `{\"\\\\ud83dq\": 1}`})",
        "EXPRESSION | {\"\\\\udc3d\": o}",
      })
  void whatWasFoundOnceStaysMended(Target target, String input) {
    assertEquals("", Fuzz.faultOf(target, input.translateEscapes(), new Bend(0)));
  }

  @Test
  void nothingThatIsBentBreaksItsReader() {
    long begun = System.nanoTime();
    for (long seed = 1; seed <= SEEDS_MIN || System.nanoTime() - begun < NANOS; seed++) {
      assertEquals("", Fuzz.faultOf(seed));
    }
  }
}
