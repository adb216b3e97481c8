package dev.ktsu.project;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows a workflow into its agents and sub-workflows. Each is known by its place: the ids of the
 * steps that lead to it, with slashes between.
 */
final class Closure {
  /** Sub-workflows within sub-workflows. */
  private static final int DEPTH_MAX = 16;

  private static final int STEPS_MAX = 10_000;

  private final Loader loader;
  private final ProjectOptions options;
  private final GroupWiring groups;
  private final Map<String, Agent> agents = new LinkedHashMap<>();
  private final Map<String, Workflow> workflows = new LinkedHashMap<>();
  private final Map<String, SourceFile> sources = new LinkedHashMap<>();
  private final Deque<String> open = new ArrayDeque<>();

  /** Workflows as parts of others, by path: each is read once. */
  private final Map<String, Workflow> read = new LinkedHashMap<>();

  private int steps;

  /**
   * @param groups the gateway's model groups, when they are known
   */
  Closure(Loader loader, ProjectOptions options, Optional<Set<String>> groups) {
    this.loader = loader;
    this.options = options;
    this.groups = new GroupWiring(groups);
  }

  /** By the place of their steps. */
  Map<String, Agent> agents() {
    return agents;
  }

  /** Sub-workflows by the place of their steps. */
  Map<String, Workflow> workflows() {
    return workflows;
  }

  /** The files of all workflows by the place of their steps; the first by "". */
  Map<String, SourceFile> sources() {
    return sources;
  }

  void add(SourceFile file, Workflow workflow) {
    add(file, workflow, "");
  }

  private void add(SourceFile file, Workflow workflow, String prefix) {
    open.push(file.path());
    groups.enter(file, workflow.models());
    sources.put(prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1), file);
    StepPlaces places = StepPlaces.of(file);
    AgentWiring wiring = new AgentWiring(file, groups);
    StepServers servers = new StepServers(file, loader);
    for (Step step : workflow.pipeline()) {
      steps++;
      String pointer = places.of(step.id());
      String place = prefix + step.id();
      switch (step) {
        case AgentStep agentStep ->
            loader
                .agent(agentStep.agentPath(), file, pointer + "/agent")
                .flatMap(agent -> SecureParser.fitted(agent, agentStep, file, pointer))
                .ifPresent(
                    agent -> {
                      agents.put(place, agent);
                      wiring.check(agentStep, agent, pointer);
                      servers.check(agentStep, agent, pointer);
                    });
        case WorkflowStep inner -> add(file, inner, place, pointer);
        case TransformStep pure -> {}
        case WebhookStep call -> {}
        case SleepStep pause -> {}
      }
    }
    groups.leave();
    open.pop();
  }

  private void add(SourceFile from, WorkflowStep step, String place, String pointer) {
    String at = pointer + "/workflow";
    Optional<SourceFile> file =
        step.reference().isEmpty() ? Optional.empty() : loader.inner(from, step.reference(), at);
    if (file.isEmpty()) {
      return;
    }
    if (open.contains(file.get().path())) {
      from.report(
          Rule.CYCLE,
          at,
          "workflow cycle detected: \""
              + step.reference()
              + "\" is referenced transitively by itself",
          "Remove one of these references.");
      return;
    }
    if (open.size() > DEPTH_MAX || steps > STEPS_MAX) {
      from.report(
          Rule.BAD_VALUE,
          at,
          "sub-workflows make more than "
              + (open.size() > DEPTH_MAX ? DEPTH_MAX + " levels" : STEPS_MAX + " steps"),
          "Split the workflow into several runs.");
      return;
    }
    Workflow inner =
        read.computeIfAbsent(
            file.get().path(), path -> WorkflowReader.readInner(file.get(), options));
    workflows.put(place, inner);
    new InnerWiring(from).check(step, inner, pointer);
    add(file.get(), inner, place + "/");
  }
}
