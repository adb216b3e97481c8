package dev.ktsu.contracts.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({"250ms,250", "30s,30000", "5m,300000", "1.5h,5400000", "7d,604800000", "0s,0"})
  void durationIsItsMilliseconds(String text, long millis) {
    assertEquals(millis, Durations.millis(text).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "s", "-1s", "1 s", "1e3s", "9999999999s", "5 minutes", "1s1s"})
  void anythingElseIsNone(String text) {
    assertTrue(Durations.millis(text).isEmpty());
  }

  @Test
  void blanksAroundAreNotMinded() {
    assertEquals(1_000, Durations.millis(" 1s ").orElseThrow());
  }
}
