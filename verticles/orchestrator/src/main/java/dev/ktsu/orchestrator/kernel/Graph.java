package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.ids.StepPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The steps of a run by index, and who waits for whom. Immutable; grows by {@link #plus}. */
public final class Graph {
  static final Graph EMPTY = new Graph(List.of(), Map.of(), List.of());

  private final List<Node> nodes;
  private final Map<StepPath, Integer> indexes;
  private final List<List<Integer>> dependants;

  private Graph(List<Node> nodes, Map<StepPath, Integer> indexes, List<List<Integer>> dependants) {
    this.nodes = nodes;
    this.indexes = indexes;
    this.dependants = dependants;
  }

  /** This graph with more nodes; what they wait for stands in it, or comes with them. */
  Graph plus(List<Node> more) {
    List<Node> allNodes = new ArrayList<>(nodes);
    Map<StepPath, Integer> allIndexes = new HashMap<>(indexes);
    List<List<Integer>> allDependants = new ArrayList<>();
    dependants.forEach(list -> allDependants.add(new ArrayList<>(list)));
    for (Node node : more) {
      if (allIndexes.putIfAbsent(node.path(), allNodes.size()) != null) {
        throw new IllegalStateException("step " + node.path() + " stands in the graph already");
      }
      allNodes.add(node);
      allDependants.add(new ArrayList<>());
    }
    for (Node node : more) {
      for (Node.Edge edge : node.edges()) {
        Integer from = allIndexes.get(edge.from());
        if (from == null) {
          throw new IllegalStateException(node.path() + " waits for unknown " + edge.from());
        }
        allDependants.get(from).add(allIndexes.get(node.path()));
      }
    }
    return new Graph(List.copyOf(allNodes), Map.copyOf(allIndexes), List.copyOf(allDependants));
  }

  int size() {
    return nodes.size();
  }

  Node node(int index) {
    return nodes.get(index);
  }

  OptionalInt indexOf(StepPath path) {
    Integer index = indexes.get(path);
    return index == null ? OptionalInt.empty() : OptionalInt.of(index);
  }

  /** Indexes of the steps that wait for step {@code index}. */
  List<Integer> dependants(int index) {
    return dependants.get(index);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Graph graph && nodes.equals(graph.nodes);
  }

  @Override
  public int hashCode() {
    return nodes.hashCode();
  }

  @Override
  public String toString() {
    return nodes.toString();
  }
}
