package dev.ktsu.orchestrator.step;

import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.state.State;
import dev.ktsu.orchestrator.kernel.Node;
import dev.ktsu.orchestrator.kernel.Node.Edge;
import dev.ktsu.orchestrator.kernel.StepKind;
import dev.ktsu.project.AgentStep;
import dev.ktsu.project.SleepStep;
import dev.ktsu.project.Step;
import dev.ktsu.project.TransformStep;
import dev.ktsu.project.WebhookStep;
import dev.ktsu.project.When;
import dev.ktsu.project.WorkflowStep;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Steps of a definition as nodes of a run's graph. */
final class Nodes {
  private Nodes() {}

  /**
   * @param suppressed whether a step of the same pipeline is a webhook that is not called
   */
  static Node of(StepPath path, PinnedStep pinned, Predicate<String> suppressed) {
    Step step = pinned.step();
    boolean conditional = step.condition().isPresent() && !pinned.isConditionalByItem();
    List<Edge> edges =
        step.dependencies().stream()
            .map(
                id ->
                    new Edge(
                        path.sibling(id), satisfying(step, id, conditional || suppressed.test(id))))
            .toList();
    boolean tools =
        step instanceof AgentStep
            && pinned.agent().servers().stream().anyMatch(use -> !use.allowlist().isEmpty());
    List<String> runsOn = step instanceof AgentStep agent ? agent.runsOn() : List.of();
    return new Node(
        path, kind(step), edges, conditional, tools, runsOn, step.forEach().isPresent());
  }

  /**
   * How a step must end for this one to begin: as its author says. Else with success; a skip will
   * do for one that has a condition of its own to judge by, and after a webhook that is not called.
   */
  private static Set<State> satisfying(Step step, String dependency, boolean skipWillDo) {
    Set<State> states = EnumSet.noneOf(State.class);
    for (When when : step.when(dependency)) {
      switch (when) {
        case SUCCESS -> states.add(State.SUCCESS);
        case FAILURE -> states.add(State.FAILED);
        case SKIPPED -> states.add(State.SKIPPED);
        case ALWAYS -> states.addAll(List.of(State.SUCCESS, State.FAILED, State.SKIPPED));
      }
    }
    if (states.isEmpty()) {
      states.addAll(skipWillDo ? List.of(State.SUCCESS, State.SKIPPED) : List.of(State.SUCCESS));
    }
    return states;
  }

  private static StepKind kind(Step step) {
    return switch (step) {
      case AgentStep agent -> StepKind.AGENT;
      case TransformStep transform -> StepKind.TRANSFORM;
      case WebhookStep webhook -> StepKind.WEBHOOK;
      case SleepStep sleep -> StepKind.SLEEP;
      case WorkflowStep inner -> StepKind.WORKFLOW;
    };
  }
}
