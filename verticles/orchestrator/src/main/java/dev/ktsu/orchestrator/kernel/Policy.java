package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.problems.Code;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a definition says of a step beside its work.
 *
 * @param retry when another leg follows one that failed
 * @param timeoutMillis how long the step may take in all: its legs, the pauses between them, and
 *     what they wait for; 0 = as long as it likes
 * @param budget what it may spend in all, its legs together, nano-dollars; 0 = without a limit
 */
public record Policy(Retry retry, long timeoutMillis, long budget) {
  public static final Policy NONE = new Policy(Retry.NEVER, 0, 0);

  /**
   * @param max legs after the first
   * @param initialMillis pause before the second leg
   * @param factor by which each further pause is longer
   * @param maxMillis longest pause
   * @param jitter share of a pause that chance takes away, 0 to 1
   * @param on codes after which another leg follows; empty = those that another try may help
   */
  public record Retry(
      int max, long initialMillis, double factor, long maxMillis, double jitter, Set<Code> on) {
    public static final Retry NEVER = new Retry(0, 0, 1, 0, 0, Set.of());

    /** The same inputs give the same failure, or a person must look first. */
    private static final Set<Code> HOPELESS =
        EnumSet.of(
            Code.EXPRESSION_FAILED,
            Code.PARAM_MISSING,
            Code.TRANSFORM_FAILED,
            Code.CONSOLIDATION_FAILED,
            Code.CONDITION_INVALID,
            Code.WEBHOOK_ANSWER_TOO_LARGE,
            Code.EGRESS_REFUSED,
            Code.BUDGET_EXCEEDED,
            Code.INJECTION_ATTEMPT,
            Code.UNTRUSTED_CONTENT,
            Code.NEEDS_HUMAN_REVIEW,
            Code.TOOL_NOT_PERMITTED,
            Code.TOOL_OUTCOME_UNKNOWN,
            Code.UNKNOWN_GROUP,
            Code.INVALID_MODEL_CONFIG,
            Code.PROVIDER_NOT_REGISTERED,
            Code.TIMEOUT,
            Code.APPROVAL_REJECTED,
            Code.APPROVAL_TIMEOUT,
            Code.CANCELLED,
            Code.RUN_FAILED);

    public Retry {
      on = Set.copyOf(on);
    }

    boolean follows(Code code, int tries) {
      return tries < max && (on.isEmpty() ? !HOPELESS.contains(code) : on.contains(code));
    }

    /**
     * @param tries legs that have failed before
     * @param chance from 0 to 1
     */
    long pauseMillis(int tries, double chance) {
      double pause = Math.min(maxMillis, initialMillis * Math.pow(factor, tries));
      return Math.max(1, (long) (pause * (1 - jitter * chance)));
    }
  }
}
