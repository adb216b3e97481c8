package dev.ktsu.orchestrator.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.orchestrator.airlock.Judged;
import java.util.List;
import java.util.Set;

/**
 * What a pinned definition says of its steps. Pure: the same inputs give the same answer for ever.
 */
public interface Behaviour {
  /** The steps, in pipeline order. */
  List<Node> nodes();

  /** The steps whose outputs the condition or the computation of {@code step} reads. */
  Set<StepPath> reads(StepPath step);

  /** How long a run may take from its start, in milliseconds; 0 = as long as it likes. */
  long timeoutMillis();

  /** How the step is tried again, and how long it may take. */
  Policy policy(StepPath step);

  /**
   * When a pause that begins now is over.
   *
   * @param at now, milliseconds since the epoch
   */
  Wake wake(StepPath step, Outputs outputs, long at);

  /** Whether the condition of {@code step} holds. */
  Condition condition(StepPath step, Outputs outputs);

  /** The judged result of a pure step. */
  Judged compute(StepPath step, Outputs outputs);

  /**
   * @param error why it could not be evaluated, empty when it could; then it does not hold
   */
  record Condition(boolean holds, String error) {}

  /**
   * @param at milliseconds since the epoch
   * @param error why it could not be told, empty when it could
   */
  record Wake(long at, String error) {}

  /** What steps may read. */
  interface Outputs {
    /** The caller's parameters with defaults. */
    JsonNode params();

    /** Non-secret environment values of the run. */
    JsonNode env();

    /**
     * The output of a step that has ended; {@code {"skipped": true, "reason": …}} of a skipped one;
     * null (JSON) of one that has not ended.
     */
    JsonNode output(StepPath step);
  }
}
