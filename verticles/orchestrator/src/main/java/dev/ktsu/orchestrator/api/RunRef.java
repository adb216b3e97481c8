package dev.ktsu.orchestrator.api;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.problems.Problems;
import java.util.Optional;

/**
 * A run as callers name it.
 *
 * @param within the step whose sub-workflow is meant: {@code run_…/step}
 */
record RunRef(RunId run, Optional<StepPath> within) {
  static RunRef of(RunId run) {
    return new RunRef(run, Optional.empty());
  }

  static RunRef parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return of(RunId.parse(text));
    }
    String step = text.substring(slash + 1);
    if (!StepPath.isPath(step)) {
      throw Problems.runNotFound(text);
    }
    return new RunRef(RunId.parse(text.substring(0, slash)), Optional.of(new StepPath(step)));
  }

  /** A step of it as the whole run names it. */
  StepPath path(StepPath step) {
    return within.map(whole -> new StepPath(whole + "/" + step)).orElse(step);
  }

  @Override
  public String toString() {
    return run + within.map(step -> "/" + step).orElse("");
  }
}
