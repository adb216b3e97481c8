package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.ids.StepPath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Names the payloads that a decision may read, so that the shell has them at hand. */
public final class Needs {
  private Needs() {}

  /**
   * Sequence numbers of payloads: the inputs of the run, and the outputs that conditions and pure
   * steps may read which this command may make ready, directly or one after another.
   */
  public static Set<Long> of(RunState state, Command command, Behaviour behaviour) {
    Set<Long> refs = new HashSet<>();
    if (state.head() == 0 || state.state().isTerminal()) {
      return refs;
    }
    Set<Integer> settled = new HashSet<>();
    Deque<Integer> candidates = new ArrayDeque<>(state.ready());
    completedBy(state, command, settled, candidates);
    while (!candidates.isEmpty()) {
      int index = candidates.poll();
      Node node = state.graph().node(index);
      if (node.conditional() || node.kind().isDecided()) {
        refs.add(RunState.INPUTS);
        behaviour.reads(node.path()).forEach(path -> addPayload(state, path, refs));
      }
      if (settled.add(index)) {
        follow(state, index, settled, candidates);
      }
    }
    return refs;
  }

  private static void completedBy(
      RunState state, Command command, Set<Integer> settled, Deque<Integer> candidates) {
    if (command instanceof Command.Complete complete) {
      state
          .graph()
          .indexOf(complete.step())
          .ifPresent(
              index -> {
                settled.add(index);
                follow(state, index, settled, candidates);
              });
    } else if (command instanceof Command.Proceed) {
      for (int index : state.active()) {
        // A pause may be over now; then what waits for it goes on in the same decision.
        if (state.graph().node(index).kind() == StepKind.SLEEP) {
          settled.add(index);
          follow(state, index, settled, candidates);
        }
      }
    }
  }

  /** Those who wait for {@code index} and for nothing that stays open. */
  private static void follow(
      RunState state, int index, Set<Integer> settled, Deque<Integer> candidates) {
    for (int dependant : state.graph().dependants(index)) {
      boolean freed =
          state.graph().node(dependant).edges().stream()
              .mapToInt(edge -> state.graph().indexOf(edge.from()).orElseThrow())
              .allMatch(
                  from -> settled.contains(from) || state.steps().get(from).state().isTerminal());
      if (freed && !settled.contains(dependant)) {
        candidates.add(dependant);
      }
    }
  }

  private static void addPayload(RunState state, StepPath path, Set<Long> refs) {
    state.step(path).filter(step -> step.payload() > 0).ifPresent(step -> refs.add(step.payload()));
  }
}
