package dev.ktsu.orchestrator.approval;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.orchestrator.kernel.ApprovalProblems;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Names one approval for ever.
 *
 * @param leg that waits for it
 * @param call of that leg, from 1; {@link #BUDGET} for the budget of the run
 */
public record ApprovalId(RunId run, StepPath step, int leg, int call) {
  /** Stands for no call. */
  public static final int BUDGET = 0;

  private static final String PREFIX = "apr_";

  /**
   * Reads what {@link #toString} gives.
   *
   * @throws dev.ktsu.contracts.problems.InvalidInput {@code approval_not_found}
   */
  public static ApprovalId parse(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
      String[] parts = new String(bytes, StandardCharsets.UTF_8).split(" ", 4);
      return new ApprovalId(
          RunId.parse(parts[0]),
          new StepPath(parts[3]),
          Integer.parseInt(parts[1]),
          Integer.parseInt(parts[2]));
    } catch (RuntimeException notOne) {
      throw ApprovalProblems.notFound();
    }
  }

  @Override
  public String toString() {
    String text = run + " " + leg + " " + call + " " + step.text();
    return PREFIX
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
