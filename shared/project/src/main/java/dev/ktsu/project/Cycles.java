package dev.ktsu.project;

import dev.ktsu.project.yaml.Mark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds steps that wait for each other. Without recursion: a pipeline may be one long chain. */
final class Cycles {
  private final SourceFile file;
  private final Map<String, Mark> places;

  /** The steps that are not known to be free of cycles, with those they wait for. */
  private final Map<String, Set<String>> waiting = new LinkedHashMap<>();

  Cycles(SourceFile file, Map<String, Mark> places) {
    this.file = file;
    this.places = places;
  }

  void check(List<Step> pipeline) {
    pipeline.forEach(
        step -> waiting.putIfAbsent(step.id(), new LinkedHashSet<>(step.dependencies())));
    settle(List.copyOf(waiting.keySet()));
    while (!waiting.isEmpty()) {
      List<String> cycle = cycle();
      report(cycle);
      cycle.forEach(id -> waiting.getOrDefault(id, Set.of()).clear());
      settle(cycle);
    }
  }

  /** Removes the steps that wait for nothing, then those that waited for them alone. */
  private void settle(List<String> candidates) {
    Map<String, List<String>> dependants = new LinkedHashMap<>();
    waiting.forEach(
        (id, dependencies) -> {
          dependencies.retainAll(waiting.keySet());
          dependencies.forEach(d -> dependants.computeIfAbsent(d, x -> new ArrayList<>()).add(id));
        });
    List<String> free = new ArrayList<>(candidates);
    while (!free.isEmpty()) {
      String id = free.removeLast();
      if (waiting.containsKey(id) && waiting.get(id).isEmpty()) {
        waiting.remove(id);
        for (String dependant : dependants.getOrDefault(id, List.of())) {
          if (waiting.containsKey(dependant) && waiting.get(dependant).remove(id)) {
            free.add(dependant);
          }
        }
      }
    }
  }

  /** Each step left waits for another one left: going on from any of them ends in a cycle. */
  private List<String> cycle() {
    Map<String, Integer> seen = new LinkedHashMap<>();
    String at = waiting.keySet().iterator().next();
    while (!seen.containsKey(at)) {
      seen.put(at, seen.size());
      at = waiting.get(at).iterator().next();
    }
    List<String> cycle = new ArrayList<>(seen.keySet()).subList(seen.get(at), seen.size());
    return List.copyOf(cycle);
  }

  private void report(List<String> cycle) {
    file.report(
        Rule.CYCLE,
        places.get(cycle.getFirst()),
        "steps wait for each other: " + String.join(" → ", cycle) + " → " + cycle.getFirst(),
        "Remove one of these references.");
  }
}
