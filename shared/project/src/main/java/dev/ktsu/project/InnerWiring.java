package dev.ktsu.project;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Whether a step gives its sub-workflow what that declares. */
final class InnerWiring {
  private final SourceFile file;

  InnerWiring(SourceFile file) {
    this.file = file;
  }

  /**
   * @param pointer to the step in its file
   */
  void check(WorkflowStep step, Workflow inner, String pointer) {
    Map<String, AgentParam> declared = new LinkedHashMap<>();
    AgentParam.of(inner.paramsSchema()).forEach(param -> declared.put(param.name(), param));
    for (AgentParam param : declared.values()) {
      if (param.isMissingFrom(step.params())) {
        file.report(
            Rule.MISSING_PARAM,
            pointer,
            "missing required param \""
                + param.name()
                + "\" for sub-workflow \""
                + step.reference()
                + "\"",
            "Add it to params.");
      }
    }
    step.params()
        .forEach(
            (name, value) -> given(name, declared.keySet(), StepText.param(file, pointer, name)));
    webhooks(step, inner, pointer);
  }

  private void given(String name, Set<String> declared, String at) {
    if (!declared.isEmpty() && !declared.contains(name)) {
      file.report(
          Rule.UNKNOWN_WORKFLOW_PARAM,
          at,
          "the sub-workflow declares no parameter \"" + name + "\"",
          Nearest.remedy(name, declared));
    }
  }

  private void webhooks(WorkflowStep step, Workflow inner, String pointer) {
    if (step.webhooks() && !inner.webhooks()) {
      file.report(
          Rule.WEBHOOKS_SUPPRESSED,
          pointer + "/webhooks",
          "the sub-workflow \""
              + step.reference()
              + "\" does not declare webhooks: execute, so its webhooks are not called",
          "Add webhooks: execute to it, or remove it here.");
    }
  }
}
