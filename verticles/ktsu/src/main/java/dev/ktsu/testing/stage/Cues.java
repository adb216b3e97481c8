package dev.ktsu.testing.stage;

import dev.ktsu.project.TestScript.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Answers of a script that are still to be given. Thread-safe. */
final class Cues<A extends Answer> {
  private final Map<String, List<A>> left = new LinkedHashMap<>();
  private final Map<String, List<A>> unused = new LinkedHashMap<>();

  Cues(Map<String, List<A>> answers) {
    answers.forEach(
        (key, list) -> {
          left.put(key, new ArrayList<>(list));
          unused.put(key, new ArrayList<>(list));
        });
  }

  /**
   * The next answer.
   *
   * @param keys where to look, the most exact first
   * @param holds whether the condition of an answer is met
   */
  synchronized Optional<A> next(List<String> keys, Predicate<A> holds) {
    for (String key : keys) {
      List<A> answers = left.getOrDefault(key, List.of());
      Optional<A> found = answers.stream().filter(holds).findFirst();
      if (found.isPresent()) {
        unused.get(key).removeIf(answer -> answer == found.get());
        if (!found.get().repeats()) {
          answers.removeIf(answer -> answer == found.get());
        }
        return found;
      }
    }
    return Optional.empty();
  }

  /** Those that nobody has asked for, by key. */
  synchronized Map<String, List<A>> unused() {
    Map<String, List<A>> copy = new LinkedHashMap<>();
    unused.forEach((key, answers) -> copy.put(key, List.copyOf(answers)));
    copy.values().removeIf(List::isEmpty);
    return copy;
  }
}
