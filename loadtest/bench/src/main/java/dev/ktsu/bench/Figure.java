package dev.ktsu.bench;

import dev.ktsu.bench.load.Samples.Quantiles;
import org.jspecify.annotations.Nullable;

/**
 * One result.
 *
 * @param what was measured
 * @param parameters it was measured with
 * @param quantiles of its durations, null where none were taken
 * @param beside what helps to read it: commits per step, processor time
 */
record Figure(
    String what,
    String parameters,
    double value,
    Unit unit,
    Target target,
    @Nullable Quantiles quantiles,
    String beside) {

  /** Of a value. */
  enum Unit {
    STEPS_PER_SECOND("steps/s"),
    RUNS_PER_SECOND("runs/s"),
    REQUESTS_PER_SECOND("req/s"),
    COMMITS_PER_SECOND("commits/s"),
    MILLIS("ms"),

    /** Milliseconds that say nothing beside those of a commit. */
    WAITED("ms"),
    RATIO("times"),
    MEBIBYTES("MiB");

    private final String word;

    Unit(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** What a value should reach. */
  sealed interface Target {
    record AtLeast(double value) implements Target {}

    record AtMost(double value) implements Target {}

    /** It stands beside another figure. */
    record None() implements Target {}
  }

  static final Target NO_TARGET = new Target.None();

  static Target atLeast(double value) {
    return new Target.AtLeast(value);
  }

  static Target atMost(double value) {
    return new Target.AtMost(value);
  }
}
