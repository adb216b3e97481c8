package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.ids.StepPath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Names the payloads that a decision may read, so that the shell has them at hand. */
public final class Needs {
  private final RunState state;
  private final Behaviour behaviour;
  private final Set<Long> refs = new HashSet<>();
  private final Set<Integer> settled = new HashSet<>();
  private final Deque<Integer> candidates = new ArrayDeque<>();

  /** How many parts of a step may end by the command. */
  private final Map<Integer, Integer> ending = new HashMap<>();

  private Needs(RunState state, Behaviour behaviour) {
    this.state = state;
    this.behaviour = behaviour;
  }

  /**
   * Sequence numbers of payloads: the inputs of the run, and the outputs that conditions and pure
   * steps may read which this command may make ready, directly or one after another.
   */
  public static Set<Long> of(RunState state, Command command, Behaviour behaviour) {
    if (state.head() == 0 || state.state().isTerminal()) {
      return Set.of();
    }
    Needs needs = new Needs(state, behaviour);
    needs.completedBy(command);
    needs.candidates.addAll(state.ready());
    while (!needs.candidates.isEmpty()) {
      needs.look(needs.candidates.poll());
    }
    needs.lookAtResult();
    return needs.refs;
  }

  /** The run may be over by the command. */
  private void lookAtResult() {
    if (behaviour.hasResult()
        && state.graph().roots().stream()
            .allMatch(at -> settled.contains(at) || state.steps().get(at).state().isTerminal())) {
      refs.add(RunState.INPUTS);
      state.graph().roots().forEach(index -> addOutput(state.steps().get(index)));
    }
  }

  /** Steps that may end by the command, well or not: then others go on in the same decision. */
  private void completedBy(Command command) {
    switch (command) {
      case Command.Complete(StepPath step, int leg, var token, var judged) -> end(step);
      case Command.Undelivered(StepPath step, int leg, String executor, String why) -> end(step);
      case Command.Lost(StepPath step, int leg, String executor, String why, boolean resumable) ->
          end(step);
      case Command.Settle settle -> {
        end(settle.step());
        state.unfunded().forEach(step -> end(step.path()));
      }
      case Command.Ask ask -> end(ask.step());
      case Command.Stopped(StepPath step, int leg, var metrics) -> end(step);
      case Command.Proceed proceed -> timed().forEach(this::settle);
      case Command.Create create -> {}
      case Command.TakeOver takeOver -> {}
      case Command.Checkpoint checkpoint -> {}
      case Command.Intend intend -> {}
      case Command.Fund fund -> {}
      case Command.Announced announced -> {}
      case Command.Accept accept -> {}
      case Command.Found found -> {}
      case Command.Cancel cancel -> {}
      case Command.Retry retry -> {}
    }
  }

  private void end(StepPath step) {
    state.graph().indexOf(step).ifPresent(this::settle);
  }

  /** Steps whose time may be up. */
  private Stream<Integer> timed() {
    return state.active().stream()
        .filter(
            index -> {
              Step step = state.steps().get(index);
              return step.deadline() > 0 || (step.leg() != null && step.leg().dueAt() > 0);
            });
  }

  /** A step that may be begun, or gathered, and then be over at once. */
  private void look(int index) {
    Step step = state.steps().get(index);
    if (step.isOpenWhole()) {
      step.parts().children().forEach(part -> addOutput(state.steps().get(part)));
      addOpened(step.path());
      add(step.parts().payload());
    } else if (step.node().conditional() || step.node().isDecided()) {
      addOpened(step.path());
      behaviour.reads(step.path()).forEach(path -> state.step(path).ifPresent(this::addOutput));
    }
    settle(index);
  }

  private void settle(int index) {
    if (settled.add(index)) {
      follow(index);
      state.graph().parent(index).ifPresent(this::partOf);
      state.graph().parent(index).ifPresent(this::failing);
    }
  }

  /** A part that fails may take the whole with it, and then others go on. */
  private void failing(int whole) {
    if (state.steps().get(whole).isActive()) {
      settle(whole);
    }
  }

  /** Those who wait for {@code index} and for nothing that stays open. */
  private void follow(int index) {
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

  /**
   * The next item of the list begins, which reads the same as all others; and when all parts may
   * end, the whole is gathered.
   */
  private void partOf(int whole) {
    Parts parts = state.steps().get(whole).parts();
    if (parts == null || !state.steps().get(whole).isActive()) {
      return;
    }
    int over = ending.merge(whole, 1, Integer::sum);
    if (over == 1 && parts.atOnce() > 0 && parts.next() < parts.children().size()) {
      candidates.add(parts.children().get(parts.next()));
    }
    if (over == parts.open()) {
      candidates.add(whole);
    }
  }

  /** The inputs of the run, and what the steps have begun with that this one is a part of. */
  private void addOpened(StepPath path) {
    refs.add(RunState.INPUTS);
    for (Step whole : state.wholesOf(path)) {
      if (whole.parts() != null) {
        add(whole.parts().payload());
      }
    }
  }

  private void addOutput(Step step) {
    add(step.outputAt());
  }

  private void add(long payload) {
    if (payload > 0) {
      refs.add(payload);
    }
  }
}
