package dev.ktsu.project;

import dev.ktsu.project.shape.Conditions.Verdict;
import dev.ktsu.project.yaml.Node;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How the steps of one pipeline can end, and which of them therefore never begin. */
final class Endings {
  private static final Set<When> ANY = EnumSet.of(When.SUCCESS, When.FAILURE, When.SKIPPED);
  private static final Set<When> SKIPPED = EnumSet.of(When.SKIPPED);

  private final SourceFile file;
  private final boolean isInner;
  private final Map<String, Set<When>> possible = new HashMap<>();

  /**
   * @param isInner whether it is the pipeline of a sub-workflow, whose webhooks may be suppressed
   */
  Endings(SourceFile file, boolean isInner) {
    this.file = file;
    this.isInner = isInner;
  }

  /**
   * Takes the next step, after those that it waits for.
   *
   * @param pointer to the step
   * @param condition how its condition ends
   */
  void add(Step step, String pointer, Verdict condition) {
    // Of a list each item may have the condition, and the list is complete without any.
    boolean begins = condition != Verdict.NEVER || step.forEach().isPresent();
    for (String from : step.dependencies()) {
      Set<When> ends = possible.getOrDefault(from, ANY);
      if (!canBegin(step, step.when(from), ends)) {
        begins = false;
        if (!step.when(from).isEmpty()) {
          report(step, pointer, from);
        }
      }
    }
    possible.put(step.id(), begins ? ends(step) : SKIPPED);
  }

  /** With a condition of its own a step begins also after one that was skipped. */
  private static boolean canBegin(Step step, Set<When> wanted, Set<When> ends) {
    Set<When> will = EnumSet.noneOf(When.class);
    will.addAll(wanted);
    if (will.isEmpty()) {
      will.add(When.SUCCESS);
      if (step.condition().isPresent()) {
        will.add(When.SKIPPED);
      }
    }
    return will.contains(When.ALWAYS) || ends.stream().anyMatch(will::contains);
  }

  /** What waits for nothing, asks nobody and has no condition is never skipped. */
  private Set<When> ends(Step step) {
    boolean isSkippable =
        step.condition().isPresent()
            || step.forEach().isPresent()
            || !step.dependencies().isEmpty()
            || switch (step) {
              case AgentStep agent -> true;
              case WorkflowStep inner -> true;
              case WebhookStep webhook -> isInner;
              case TransformStep pure -> false;
              case SleepStep pause -> false;
            };
    return isSkippable ? ANY : EnumSet.of(When.SUCCESS, When.FAILURE);
  }

  private void report(Step step, String pointer, String from) {
    String never =
        new TreeSet<>(step.when(from))
            .stream()
                .map(when -> when.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" or "));
    file.report(
        Rule.UNREACHABLE_STEP,
        edge(pointer, from),
        "\"%s\" never begins: \"%s\" never ends in %s".formatted(step.id(), from, never),
        "It can end in " + words(possible.getOrDefault(from, ANY)) + ".");
  }

  private static String words(Set<When> ends) {
    return ends.stream()
        .map(when -> when.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" or "));
  }

  private String edge(String pointer, String from) {
    if (file.nearest(pointer + "/depends_on") instanceof Node.Sequence edges) {
      for (int i = 0; i < edges.items().size(); i++) {
        String edge = pointer + "/depends_on/" + i;
        if (file.has(edge, "step")
            && file.nearest(edge + "/step") instanceof Node.Scalar id
            && id.text().equals(from)) {
          return edge;
        }
      }
    }
    return pointer;
  }
}
