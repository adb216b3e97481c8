package dev.ktsu.project;

import dev.ktsu.contracts.problems.Code;
import java.util.Set;

/**
 * When a failed step is tried again, and after what pause.
 *
 * @param max tries after the first; 0 = none
 * @param initialMillis first pause
 * @param factor by which each further pause is longer, from 1
 * @param maxMillis longest pause
 * @param jitter share of a pause that chance takes away, 0 to 1
 * @param on codes after which it is tried again; empty = those that another try may help
 */
public record RetryPolicy(
    int max, long initialMillis, double factor, long maxMillis, double jitter, Set<Code> on) {
  public static final RetryPolicy NEVER = new RetryPolicy(0, 0, 1, 0, 0, Set.of());

  public RetryPolicy {
    on = Set.copyOf(on);
  }
}
