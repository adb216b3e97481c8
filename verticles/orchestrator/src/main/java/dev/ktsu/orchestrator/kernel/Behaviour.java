package dev.ktsu.orchestrator.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.orchestrator.airlock.Judged;
import java.util.List;
import java.util.Set;

/**
 * What a pinned definition says of its steps. Pure: the same inputs give the same answer for ever.
 */
public interface Behaviour {
  /** The steps, in pipeline order. */
  List<Node> nodes();

  /**
   * The steps whose outputs decisions on {@code step} read: its condition, its computation, what it
   * begins with; also those on its items.
   */
  Set<StepPath> reads(StepPath step);

  /** How long a run may take from its start, in milliseconds; 0 = as long as it likes. */
  long timeoutMillis();

  /** What a run may spend, nano-dollars; 0 = without a limit. */
  long budget();

  /** Whether people are asked for more when that is used up. */
  boolean asksForBudget();

  /** Whether webhooks tell people of questions about the step. */
  boolean announces(StepPath step);

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

  /** What a step with parts begins with. */
  Opening open(StepPath step, Outputs outputs);

  /**
   * The judged result of a step whose parts have ended.
   *
   * @param parts in their order
   */
  Judged gather(StepPath step, List<Step> parts, Outputs outputs);

  /** Whether the run itself yields something. */
  boolean hasResult();

  /**
   * The judged result of a run whose steps have ended.
   *
   * @param steps of its own pipeline, in its order
   */
  Judged result(List<Step> steps, Outputs outputs);

  /** Whether a webhook stands in a sub-workflow that must not call out. */
  boolean isSuppressed(StepPath step);

  /** What the author of a sub-workflow step wrote for the file. */
  String reference(StepPath step);

  /** What a step with parts consists of. */
  sealed interface Opening {
    /**
     * @param atOnce how many items run at the same time
     * @param failuresMax how many may fail; below 0 any number
     * @param conditional each item has a condition to judge by
     */
    record Items(ArrayNode items, int atOnce, int failuresMax, boolean conditional)
        implements Opening {}

    /**
     * @param params of the sub-workflow, without secret values
     * @param nodes its steps, in pipeline order
     */
    record Inner(ObjectNode params, List<Node> nodes) implements Opening {}

    /** Why it cannot begin. */
    record Impossible(Code code, String error) implements Opening {}
  }

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
    /** The parameters of the run, with defaults. */
    JsonNode params();

    /** Non-secret environment values of the run. */
    JsonNode env();

    /** What a step with parts has begun with: {@code {"items"}} or {@code {"params"}}. */
    JsonNode opened(StepPath step);

    /**
     * The output of a step that has ended; {@code {"skipped": true, "reason": …}} of a skipped one;
     * null (JSON) of one that has not ended.
     */
    JsonNode output(StepPath step);
  }
}
