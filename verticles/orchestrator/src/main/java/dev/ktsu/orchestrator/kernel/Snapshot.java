package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePSet;
import org.pcollections.TreePVector;

/**
 * The state of a run as bytes, so that a long journal need not be folded from its beginning.
 * Derived from the journal: whoever cannot read one folds.
 */
public final class Snapshot {
  /** Of what {@link #encode} writes; another one is not read. */
  public static final int VERSION = 4;

  private Snapshot() {}

  private record Kept(
      long head,
      State state,
      RunState.@Nullable Origin origin,
      List<Node> nodes,
      List<KeptStep> steps,
      List<Integer> ready,
      List<Integer> active,
      int undecided,
      Metrics used,
      Metrics wasted,
      Funds funds,
      long updatedAt,
      int epoch,
      long deadline,
      String owner,
      RunState.@Nullable Cancel cancel,
      RunState.@Nullable Ending ending) {}

  /** A step without its node. */
  private record KeptStep(
      int unresolved,
      @Nullable Leg leg,
      Step.@Nullable Skip skip,
      List<Leg> past,
      int tries,
      long deadline,
      @Nullable Parts parts) {
    static KeptStep of(Step step) {
      return new KeptStep(
          step.unresolved(),
          step.leg(),
          step.skip(),
          step.past(),
          step.tries(),
          step.deadline(),
          step.parts());
    }

    Step at(Node node) {
      return new Step(node, unresolved, leg, skip, past, tries, deadline, parts);
    }
  }

  public static byte[] encode(RunState state) {
    return Json.bytes(
        new Kept(
            state.head(),
            state.state(),
            state.origin(),
            IntStream.range(0, state.graph().size()).mapToObj(state.graph()::node).toList(),
            state.steps().stream().map(KeptStep::of).toList(),
            List.copyOf(state.ready()),
            List.copyOf(state.active()),
            state.undecided(),
            state.used(),
            state.wasted(),
            state.funds(),
            state.updatedAt(),
            state.epoch(),
            state.deadline(),
            state.owner(),
            state.cancel(),
            state.ending()));
  }

  /** The state that was encoded. */
  public static RunState decode(RunId run, byte[] bytes) {
    Kept kept = Json.read(bytes, Kept.class);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < kept.steps().size(); i++) {
      steps.add(kept.steps().get(i).at(kept.nodes().get(i)));
    }
    return new RunState(
        run,
        kept.head(),
        kept.state(),
        kept.origin(),
        Graph.EMPTY.plus(kept.nodes()),
        TreePVector.from(steps),
        TreePSet.from(new TreeSet<>(kept.ready())),
        TreePSet.from(new TreeSet<>(kept.active())),
        kept.undecided(),
        kept.used(),
        kept.wasted(),
        kept.funds(),
        kept.updatedAt(),
        kept.epoch(),
        kept.deadline(),
        kept.owner(),
        kept.cancel(),
        kept.ending());
  }
}
