package dev.ktsu.orchestrator.kernel;

import java.util.ArrayDeque;
import java.util.List;
import java.util.TreeSet;

/** Which steps another try of a run begins anew. */
final class Repeats {
  private Repeats() {}

  /** Indexes of those that did not end as they should, and of all that depend on them. */
  static List<Integer> of(List<Step> steps, Graph graph) {
    TreeSet<Integer> again = new TreeSet<>();
    ArrayDeque<Integer> more = new ArrayDeque<>();
    for (int index = 0; index < steps.size(); index++) {
      if (steps.get(index).isToBeRepeated()) {
        more.add(index);
      }
    }
    while (!more.isEmpty()) {
      int index = more.remove();
      if (again.add(index)) {
        more.addAll(graph.dependants(index));
      }
    }
    return List.copyOf(again);
  }
}
