package dev.ktsu.contracts.ids;

import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Problems;

/**
 * One dispatch of a step: a retry, or the resume after an approval, is a new leg. Legs of a step
 * count from 1 over all epochs of the run.
 *
 * <p>As one path segment ({@code DELETE /invoke/{leg_id}}) it is written {@code
 * run_…~step-path~leg}, percent-encoded.
 */
public record LegId(RunId run, StepPath step, int leg) {
  public LegId {
    if (leg < 1) {
      throw new IllegalArgumentException("legs count from 1, got " + leg);
    }
  }

  /**
   * Reads the form of {@link #toString}.
   *
   * @throws InvalidInput {@code invalid_request} when the text is no leg id
   */
  public static LegId parse(String text) {
    String[] parts = text.split("~", -1);
    if (parts.length != 3 || !StepPath.isPath(parts[1]) || !parts[2].matches("[1-9]\\d{0,8}")) {
      throw Problems.invalidRequest(
          "\"" + text + "\" is not a leg id: expected <run_id>~<step_id>~<leg>");
    }
    return new LegId(RunId.parse(parts[0]), new StepPath(parts[1]), Integer.parseInt(parts[2]));
  }

  @Override
  public String toString() {
    return run + "~" + step + "~" + leg;
  }
}
