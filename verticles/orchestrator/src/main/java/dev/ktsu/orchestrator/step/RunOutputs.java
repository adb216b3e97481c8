package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.orchestrator.kernel.Behaviour.Outputs;
import dev.ktsu.orchestrator.kernel.Parts;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Step;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * What the steps of a run may read, as the run stands.
 *
 * @param payloads at least those that {@link #needs} names
 * @param environment of the run
 */
record RunOutputs(
    RunState state, LongFunction<ObjectNode> payloads, Supplier<? extends JsonNode> environment)
    implements Outputs {

  /**
   * Sequence numbers of the payloads that a step reads: the inputs of the run, what the steps have
   * begun with that it is a part of, and these outputs.
   */
  static Set<Long> needs(RunState state, StepPath path, Collection<StepPath> outputs) {
    Set<Long> seqs = new HashSet<>();
    seqs.add(RunState.INPUTS);
    for (Step whole : state.wholesOf(path)) {
      if (whole.parts() != null) {
        seqs.add(whole.parts().payload());
      }
    }
    for (StepPath output : outputs) {
      state
          .step(output)
          .filter(step -> step.outputAt() > 0)
          .ifPresent(step -> seqs.add(step.outputAt()));
    }
    return seqs;
  }

  @Override
  public JsonNode params() {
    return payloads.apply(RunState.INPUTS).path("params");
  }

  @Override
  public JsonNode env() {
    return environment.get();
  }

  @Override
  public JsonNode opened(StepPath path) {
    Parts parts = state.step(path).orElseThrow().parts();
    if (parts == null) {
      throw new IllegalStateException(path + " has not begun");
    }
    return payloads.apply(parts.payload());
  }

  @Override
  public JsonNode output(StepPath path) {
    return state.step(path).orElseThrow().output(payloads);
  }
}
