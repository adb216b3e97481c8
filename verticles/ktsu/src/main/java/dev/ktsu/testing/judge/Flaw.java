package dev.ktsu.testing.judge;

import java.util.List;

/**
 * Something that is not as a test expects.
 *
 * @param text a sentence
 * @param line of the test's file
 * @param details lines below it, such as a difference
 */
public record Flaw(String text, int line, List<String> details) {
  public Flaw {
    details = List.copyOf(details);
  }

  public static Flaw of(String text, int line) {
    return new Flaw(text, line, List.of());
  }
}
