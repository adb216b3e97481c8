package dev.ktsu.gateway.provider.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ^[a-z]+$                   | a
          ^[A-Z]{2}-\\d{3,}$         | AA-000
          '^(red|green)$'            | red
          ^(?:ab){2}c?$              | abab
          ^(?<year>\\d{4})-\\w+$     | 0000-a
          ^[^a-z]{2}$                | AA
          ^\\$[\\d.]+$               | $0
          ^a*?b$                     | b
          """)
  void theFirstChoiceIsTaken(String pattern, String text) {
    assertEquals(text, PatternText.of(pattern, 0, ""));
  }

  @Test
  void repetitionsGrowToTheLeastLength() {
    assertEquals("aaaaa", PatternText.of("^[a-z]+$", 5, ""));
  }

  @Test
  void aFormThatIsNotUnderstoodIsRefused() {
    assertThrows(NoSample.class, () -> PatternText.of("^(a)\\1(?<!b)$", 9, "/x"));
  }
}
