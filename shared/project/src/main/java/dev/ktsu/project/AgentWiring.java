package dev.ktsu.project;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Whether a step gives its agent what the agent declares. */
final class AgentWiring {
  private final SourceFile file;
  private final GroupWiring groups;

  AgentWiring(SourceFile file, GroupWiring groups) {
    this.file = file;
    this.groups = groups;
  }

  /**
   * @param pointer to the step in its file
   */
  void check(AgentStep step, Agent agent, String pointer) {
    Map<String, AgentParam> declared = new LinkedHashMap<>();
    agent.params().forEach(param -> declared.put(param.name(), param));
    step.params()
        .forEach(
            (name, value) -> {
              String at = pointer + "/params/" + SourceFile.escaped(name);
              if (!declared.containsKey(name)) {
                undeclared(name, agent, declared.keySet(), at);
              }
            });
    missing(step, agent, declared, pointer);
    model(step, agent, pointer);
  }

  private void undeclared(String name, Agent agent, Set<String> declared, String at) {
    file.report(
        Rule.UNDECLARED_PARAM,
        at,
        "the agent \"" + agent.name() + "\" declares no parameter \"" + name + "\"",
        declared.isEmpty()
            ? "Declare it in params.schema of " + agent.path() + "."
            : Nearest.remedy(name, declared));
  }

  private void missing(
      AgentStep step, Agent agent, Map<String, AgentParam> declared, String pointer) {
    for (AgentParam param : declared.values()) {
      if (param.isMissingFrom(step.params())) {
        file.report(
            Rule.MISSING_PARAM,
            pointer,
            "required agent param \"" + param.name() + "\" has no value",
            "Add it to params, or give it a default in " + agent.path() + ".");
      }
    }
  }

  private void model(AgentStep step, Agent agent, String pointer) {
    String group = step.model().flatMap(ModelOverride::group).orElse(agent.model());
    if (group.isEmpty()) {
      file.report(
          Rule.MODEL_MISSING,
          pointer,
          "neither the step nor its agent names a model group",
          "Add model to " + agent.path() + ", or model.group to the step.");
    } else {
      groups.check(file, pointer, group);
    }
  }
}
