package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.pcollections.PSortedSet;
import org.pcollections.PVector;

/** The steps of the next state, while one event is applied. */
final class Pipeline {
  private Graph graph;
  private PVector<Step> steps;
  private PSortedSet<Integer> ready;
  private PSortedSet<Integer> active;
  private int undecided;

  Pipeline(RunState was) {
    graph = was.graph();
    steps = was.steps();
    ready = was.ready();
    active = was.active();
    undecided = was.undecided();
  }

  Graph graph() {
    return graph;
  }

  PVector<Step> steps() {
    return steps;
  }

  PSortedSet<Integer> ready() {
    return ready;
  }

  PSortedSet<Integer> active() {
    return active;
  }

  int undecided() {
    return undecided;
  }

  int indexOf(StepPath path) {
    return graph
        .indexOf(path)
        .orElseThrow(() -> new IllegalStateException("the run has no step " + path));
  }

  Step step(int index) {
    return steps.get(index);
  }

  /** The current leg, which must have this number. */
  Leg leg(int index, int number) {
    Leg leg = Objects.requireNonNull(steps.get(index).leg(), "no leg");
    if (leg.number() != number) {
      throw new IllegalStateException("leg " + number + " is not current, " + leg.number() + " is");
    }
    return leg;
  }

  void set(int index, Step step) {
    steps = steps.with(index, step);
  }

  /** Steps of the run's own pipeline, or parts of a step that has begun. */
  void add(List<Node> nodes) {
    graph = graph.plus(nodes.stream().filter(node -> !isKnown(node)).toList());
    List<Integer> added = new ArrayList<>();
    for (Node node : nodes) {
      int index = indexOf(node.path());
      int unresolved = unresolved(node);
      steps =
          index < steps.size()
              ? steps.with(index, steps.get(index).anew(unresolved))
              : steps.plus(Step.waiting(node, unresolved));
      undecided++;
      added.add(index);
      readyIf(unresolved, index);
    }
    if (!added.isEmpty()) {
      graph.parent(added.getFirst()).ifPresent(whole -> adopt(whole, added));
    }
  }

  private boolean isKnown(Node node) {
    return graph.indexOf(node.path()).isPresent();
  }

  private void adopt(int whole, List<Integer> parts) {
    Step step = steps.get(whole);
    set(whole, step.with(Objects.requireNonNull(step.parts()).with(parts)));
    ready = ready.minus((Object) whole);
    letIn(whole);
  }

  /** An item is not ready before it is let in. */
  private void readyIf(int unresolved, int index) {
    if (unresolved == 0 && !graph.node(index).path().isItem()) {
      ready = ready.plus(index);
    }
  }

  /** The step has a leg at work, or one that waits. */
  void open(int index, Leg leg, long until) {
    set(index, steps.get(index).until(until).with(leg));
    ready = ready.minus((Object) index);
    active = active.plus(index);
  }

  /** The step has begun and consists of parts, which follow; without any it is to be gathered. */
  void open(int index, Leg leg, long until, Parts parts) {
    open(index, leg, until);
    set(index, steps.get(index).with(parts));
    ready = ready.plus(index);
  }

  /** Items begin in their order, so many at a time. */
  private void letIn(int whole) {
    Parts parts = Objects.requireNonNull(steps.get(whole).parts());
    while (parts.hasRoom()) {
      int item = parts.children().get(parts.next());
      boolean waits = steps.get(item).state() == State.PENDING;
      parts = parts.passed(waits);
      ready = waits ? ready.plus(item) : ready;
    }
    set(whole, steps.get(whole).with(parts));
  }

  /** The step is over: those who wait for it alone become ready. */
  void settle(int index, Step over) {
    set(index, over);
    ready = ready.minus((Object) index);
    active = active.minus((Object) index);
    undecided--;
    for (int dependant : graph.dependants(index)) {
      Step waiting = steps.get(dependant).resolvedOne();
      set(dependant, waiting);
      if (waiting.unresolved() == 0 && waiting.state() == State.PENDING) {
        ready = ready.plus(dependant);
      }
    }
    graph.parent(index).ifPresent(whole -> partOver(whole, over));
  }

  /** The next item begins; when no part is open any more, the whole is to be gathered. */
  private void partOver(int whole, Step part) {
    Step step = steps.get(whole);
    Parts parts = Objects.requireNonNull(step.parts()).over(part.state() == State.FAILED);
    set(whole, step.with(parts));
    if (step.isActive()) {
      letIn(whole);
      ready = parts.open() == 0 ? ready.plus(whole) : ready;
    }
  }

  /** Parts that have not begun, at any depth, will not. */
  void skipRest(int whole, Step.Skip why) {
    Parts parts = steps.get(whole).parts();
    for (int part : parts == null ? List.<Integer>of() : parts.children()) {
      if (steps.get(part).state() == State.PENDING) {
        settle(part, steps.get(part).skipped(why));
      } else {
        skipRest(part, why);
      }
    }
  }

  /** Usage of a step is also that of what it is a part of. */
  void book(int index, Metrics metrics) {
    OptionalInt whole = graph.parent(index);
    while (whole.isPresent()) {
      Step step = steps.get(whole.getAsInt());
      if (step.parts() != null) {
        set(whole.getAsInt(), step.with(step.parts().using(metrics)));
      }
      whole = graph.parent(whole.getAsInt());
    }
  }

  /** What did not end as it should is to do again, and all that depends on it. */
  void again() {
    undecided = 0;
    again(graph.roots());
  }

  /** The same for the parts of a step that goes on. Those that did well are not touched. */
  void reopen(int index, Leg leg, long until) {
    open(index, leg, until);
    Parts parts = Objects.requireNonNull(steps.get(index).parts());
    int again = again(parts.children());
    set(index, steps.get(index).with(parts.again(again)));
    ready = again == 0 ? ready.plus(index) : ready;
    letIn(index);
  }

  private int again(List<Integer> siblings) {
    Repeats repeats = Repeats.of(siblings, steps, graph);
    for (int index : repeats.again()) {
      Step step = steps.get(index).anew(0);
      if (repeats.below().contains(index)) {
        reset(index);
      } else {
        set(index, step.with(steps.get(index).parts()));
      }
    }
    for (int index : repeats.again()) {
      int unresolved = unresolved(graph.node(index));
      set(index, steps.get(index).waitingFor(unresolved));
      readyIf(unresolved, index);
    }
    undecided += repeats.again().size();
    return repeats.again().size();
  }

  /** As it was before it began, with all its parts. */
  private void reset(int index) {
    Parts parts = steps.get(index).parts();
    set(index, steps.get(index).anew(0));
    if (parts != null) {
      parts.children().forEach(this::reset);
    }
  }

  private int unresolved(Node node) {
    return (int) node.edges().stream().filter(edge -> !isOver(edge.from())).count();
  }

  private boolean isOver(StepPath path) {
    OptionalInt index = graph.indexOf(path);
    return index.isPresent()
        && index.getAsInt() < steps.size()
        && steps.get(index.getAsInt()).state().isTerminal();
  }
}
