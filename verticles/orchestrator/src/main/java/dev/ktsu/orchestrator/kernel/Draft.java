package dev.ktsu.orchestrator.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.state.State;
import dev.ktsu.orchestrator.kernel.Decision.Emitted;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A decision in the making: the state with every event so far applied, and the outputs that steps
 * may read, those of this decision among them.
 */
final class Draft implements Behaviour.Outputs {
  private final List<Emitted> emitted = new ArrayList<>();
  private final Map<Long, ObjectNode> fresh = new HashMap<>();
  private final Payloads loaded;
  private final long at;
  private RunState state;

  Draft(RunState state, Payloads loaded, long at) {
    this.state = state;
    this.loaded = loaded;
    this.at = at;
  }

  RunState state() {
    return state;
  }

  Step step(StepPath path) {
    return state.step(path).orElseThrow();
  }

  /** The open leg of a step, if it has this number and this executor. */
  Optional<Leg> legAt(StepPath path, int number, String executor) {
    return state
        .step(path)
        .map(Step::leg)
        .filter(leg -> leg.isOpen() && leg.number() == number)
        .filter(leg -> leg.handover().executor().equals(executor));
  }

  void emit(Event event) {
    emit(event, null);
  }

  void emit(Event event, @Nullable ObjectNode payload) {
    Recorded recorded = new Recorded(state.head() + 1, at, event);
    state = Evolve.apply(state, recorded);
    emitted.add(new Emitted(recorded, payload));
    if (payload != null) {
      fresh.put(recorded.seq(), payload);
    }
  }

  Decision decision() {
    return new Decision(emitted, state, null);
  }

  /** With what was emitted: also who is refused may have changed something. */
  Decision refused(Problem refusal) {
    return new Decision(emitted, state, refusal);
  }

  @Override
  public JsonNode params() {
    return payload(RunState.INPUTS).path("params");
  }

  @Override
  public JsonNode env() {
    return payload(RunState.INPUTS).path("env");
  }

  @Override
  public JsonNode output(StepPath path) {
    Optional<Step> found = state.step(path);
    return found.isPresent() ? found.get().output(this::payload) : NullNode.instance;
  }

  @Override
  public JsonNode opened(StepPath path) {
    return payload(Objects.requireNonNull(step(path).parts()).payload());
  }

  /** Whether what the steps have yielded can be read now. */
  boolean isAtHand(List<Step> steps) {
    return isAtHand(RunState.INPUTS)
        && steps.stream().allMatch(step -> step.outputAt() == 0 || isAtHand(step.outputAt()));
  }

  private boolean isAtHand(long seq) {
    return fresh.containsKey(seq) || loaded.has(seq);
  }

  /** Those who wait for a step. */
  Stream<Node> dependants(StepPath path) {
    Graph graph = state.graph();
    return graph.dependants(graph.indexOf(path).orElseThrow()).stream().map(graph::node);
  }

  /** Whether some part of it, at any depth, has not begun. */
  boolean hasPendingParts(Step whole) {
    return whole.parts() != null
        && state.partsOf(whole).stream()
            .anyMatch(part -> part.state() == State.PENDING || hasPendingParts(part));
  }

  private ObjectNode payload(long seq) {
    ObjectNode own = fresh.get(seq);
    return own != null ? own : loaded.of(seq);
  }
}
