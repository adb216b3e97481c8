package dev.ktsu.orchestrator.kernel;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which steps another try begins anew.
 *
 * @param again those that did not end as they should, and all that depend on them
 * @param below those of them that depend on others: what they consist of may be another now
 */
record Repeats(Set<Integer> again, Set<Integer> below) {

  /**
   * @param siblings indexes of steps that are parts of the same whole
   */
  static Repeats of(List<Integer> siblings, List<Step> steps, Graph graph) {
    Repeats repeats = new Repeats(new TreeSet<>(), new TreeSet<>());
    ArrayDeque<Integer> more = new ArrayDeque<>();
    siblings.stream().filter(index -> steps.get(index).isToBeRepeated()).forEach(more::add);
    while (!more.isEmpty()) {
      int index = more.remove();
      if (repeats.again.add(index)) {
        repeats.below.addAll(graph.dependants(index));
        more.addAll(graph.dependants(index));
      }
    }
    return repeats;
  }
}
