package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.ids.StepPath;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * The steps of a run by index, who waits for whom, and which is a part of which. Immutable; grows
 * by {@link #plus}.
 */
public final class Graph {
  static final Graph EMPTY =
      new Graph(TreePVector.empty(), HashTreePMap.empty(), HashTreePMap.empty(), 0);

  private static final int NONE = -1;

  private final PVector<Spot> spots;
  private final PMap<StepPath, Integer> indexes;

  /** Who waits for a step that has not come yet. */
  private final PMap<StepPath, PVector<Integer>> awaiting;

  private final int roots;

  /**
   * @param parent index of the step that the node is a part of
   * @param dependants indexes of those that wait for it
   */
  private record Spot(Node node, int parent, PVector<Integer> dependants) {}

  private Graph(
      PVector<Spot> spots,
      PMap<StepPath, Integer> indexes,
      PMap<StepPath, PVector<Integer>> awaiting,
      int roots) {
    this.spots = spots;
    this.indexes = indexes;
    this.awaiting = awaiting;
    this.roots = roots;
  }

  /**
   * This graph with more nodes. What they are a part of stands in it; what they wait for may come
   * later. The steps of the run itself come before all others.
   */
  Graph plus(List<Node> more) {
    Graph grown = this;
    for (Node node : more) {
      grown = grown.plus(node);
    }
    return grown;
  }

  private Graph plus(Node node) {
    int index = spots.size();
    if (indexes.containsKey(node.path())) {
      throw new IllegalStateException("step " + node.path() + " stands in the graph already");
    }
    int parent = parentOf(node.path(), indexes);
    PVector<Integer> dependants = awaiting.getOrDefault(node.path(), TreePVector.empty());
    PVector<Spot> all = spots.plus(new Spot(node, parent, dependants));
    PMap<StepPath, PVector<Integer>> later = awaiting.minus(node.path());
    for (Node.Edge edge : node.edges()) {
      Integer from = indexes.get(edge.from());
      if (from == null) {
        PVector<Integer> known = later.getOrDefault(edge.from(), TreePVector.empty());
        later = later.plus(edge.from(), known.plus(index));
      } else {
        Spot spot = all.get(from);
        all = all.with(from, new Spot(spot.node(), spot.parent(), spot.dependants().plus(index)));
      }
    }
    return new Graph(
        all, indexes.plus(node.path(), index), later, parent == NONE ? roots + 1 : roots);
  }

  private static int parentOf(StepPath path, PMap<StepPath, Integer> known) {
    Optional<StepPath> parent = path.parent();
    if (parent.isEmpty()) {
      return NONE;
    }
    Integer index = known.get(parent.get());
    if (index == null) {
      throw new IllegalStateException(path + " is a part of unknown " + parent.get());
    }
    return index;
  }

  int size() {
    return spots.size();
  }

  /** Indexes of the steps of the run's own pipeline, in its order. */
  List<Integer> roots() {
    return IntStream.range(0, roots).boxed().toList();
  }

  Node node(int index) {
    return spots.get(index).node();
  }

  OptionalInt indexOf(StepPath path) {
    Integer index = indexes.get(path);
    return index == null ? OptionalInt.empty() : OptionalInt.of(index);
  }

  /** The step that step {@code index} is a part of; empty for one of the run's own pipeline. */
  OptionalInt parent(int index) {
    int parent = spots.get(index).parent();
    return parent == NONE ? OptionalInt.empty() : OptionalInt.of(parent);
  }

  /** Indexes of the steps that wait for step {@code index}. */
  List<Integer> dependants(int index) {
    return spots.get(index).dependants();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Graph graph && spots.equals(graph.spots);
  }

  @Override
  public int hashCode() {
    return spots.hashCode();
  }

  @Override
  public String toString() {
    return spots.toString();
  }
}
