package dev.ktsu.project;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The steps of a pipeline, each after those that it waits for. */
final class PipelineOrder {
  private PipelineOrder() {}

  /** Steps that wait for each other are left out. Without recursion: it may be one long chain. */
  static List<Step> of(List<Step> pipeline) {
    Map<String, Step> steps = new LinkedHashMap<>();
    pipeline.forEach(step -> steps.putIfAbsent(step.id(), step));
    Map<String, List<Step>> dependants = new HashMap<>();
    Map<String, Integer> waitsFor = new HashMap<>();
    Deque<Step> free = new ArrayDeque<>();
    for (Step step : steps.values()) {
      List<String> known = step.dependencies().stream().filter(steps::containsKey).toList();
      known.forEach(id -> dependants.computeIfAbsent(id, absent -> new ArrayList<>()).add(step));
      waitsFor.put(step.id(), known.size());
      if (known.isEmpty()) {
        free.add(step);
      }
    }
    List<Step> order = new ArrayList<>();
    while (!free.isEmpty()) {
      Step next = free.remove();
      order.add(next);
      for (Step dependant : dependants.getOrDefault(next.id(), List.of())) {
        if (waitsFor.merge(dependant.id(), -1, Integer::sum) == 0) {
          free.add(dependant);
        }
      }
    }
    return order;
  }
}
