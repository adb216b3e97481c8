package dev.ktsu.testing;

import dev.ktsu.project.TestCase;
import dev.ktsu.testing.judge.Flaw;
import dev.ktsu.testing.play.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * How a test has gone.
 *
 * @param file as people name it
 */
record TestVerdict(String file, TestCase test, Outcome outcome, List<Flaw> flaws, long millis) {
  TestVerdict {
    flaws = List.copyOf(flaws);
  }

  boolean hasPassed() {
    return flaws.isEmpty();
  }

  /** The flaws with their places, one below the other. */
  List<String> lines() {
    return flaws.stream().flatMap(flaw -> lines(flaw).stream()).toList();
  }

  private List<String> lines(Flaw flaw) {
    List<String> lines = new ArrayList<>();
    lines.add(file + ":" + flaw.line() + ": " + flaw.text());
    flaw.details().forEach(detail -> lines.add("  " + detail));
    return lines;
  }
}
