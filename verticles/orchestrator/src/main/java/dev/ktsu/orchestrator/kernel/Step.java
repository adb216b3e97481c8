package dev.ktsu.orchestrator.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import org.jspecify.annotations.Nullable;

/**
 * A step of a run. Its state is that of its current leg, or says that it waits or was skipped.
 *
 * @param node its place in the graph
 * @param unresolved how many of its edges wait for a step that has not ended
 * @param leg the current leg, null before the first
 * @param skip why it was skipped without a leg, null when it was not
 */
public record Step(Node node, int unresolved, @Nullable Leg leg, @Nullable Skip skip) {

  /** A skip without a leg. */
  public record Skip(long at, Code reason, String detail) {}

  static Step waiting(Node node, int unresolved) {
    return new Step(node, unresolved, null, null);
  }

  public StepPath path() {
    return node.path();
  }

  public State state() {
    if (leg != null) {
      return isSkipRequested() ? State.SKIPPED : leg.state();
    }
    return skip != null ? State.SKIPPED : State.PENDING;
  }

  /** Whether it has a leg that may still change something outside. */
  public boolean isActive() {
    return leg != null && leg.isOpen();
  }

  /** Why it was skipped, as a word that downstream expressions see; null when it was not. */
  public @Nullable Code skipReason() {
    if (skip != null) {
      return skip.reason();
    }
    return isSkipRequested() ? Code.SKIP_REQUESTED : null;
  }

  /** Sequence number of the event that carries its output, 0 for none. */
  public long payload() {
    return leg != null && leg.ending() != null ? leg.ending().payload() : 0;
  }

  /**
   * What others read of it: its output; {@code {"skipped": true, "reason": …}} of a skipped one;
   * null (JSON) of one that has none.
   *
   * @param payloads asked only for the payload of a step that has one
   */
  public JsonNode output(Payloads payloads) {
    Code skipped = skipReason();
    if (skipped != null) {
      return Json.object().put("skipped", true).put("reason", skipped.word());
    }
    return payload() == 0 ? NullNode.instance : payloads.of(payload()).path("output");
  }

  Step with(Leg next) {
    return new Step(node, unresolved, next, skip);
  }

  Step skipped(Skip why) {
    return new Step(node, unresolved, leg, why);
  }

  Step resolvedOne() {
    return new Step(node, unresolved - 1, leg, skip);
  }

  private boolean isSkipRequested() {
    return leg != null && leg.ending() != null && leg.ending().code() == Code.SKIP_REQUESTED;
  }
}
