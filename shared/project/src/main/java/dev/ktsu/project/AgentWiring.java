package dev.ktsu.project;

import dev.ktsu.expressions.Namespace;
import dev.ktsu.expressions.Reference;
import dev.ktsu.expressions.Template;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a step gives its agent what the agent declares, and secrets flow from secret to secret.
 */
final class AgentWiring {
  private final SourceFile file;
  private final Set<String> secretEnv = new LinkedHashSet<>();
  private final ProjectOptions options;
  private final Optional<Set<String>> groups;

  /**
   * @param groups the gateway's model groups, when they are known
   */
  AgentWiring(
      SourceFile file, Workflow workflow, ProjectOptions options, Optional<Set<String>> groups) {
    this.file = file;
    this.options = options;
    this.groups = groups;
    workflow.env().stream()
        .filter(EnvVar::secret)
        .forEach(variable -> secretEnv.add(variable.name()));
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
              AgentParam param = declared.get(name);
              if (param == null) {
                undeclared(name, agent, declared.keySet(), at);
              } else if (param.secret()) {
                secret(name, value, at);
              } else {
                leak(name, value, at);
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
      if (param.required()
          && param.defaultValue().isEmpty()
          && !step.params().containsKey(param.name())) {
        file.report(
            Rule.MISSING_PARAM,
            pointer,
            "required agent param \"" + param.name() + "\" has no value",
            "Add it to params, or give it a default in " + agent.path() + ".");
      }
    }
  }

  private void secret(String name, JsonTemplate value, String at) {
    Optional<Template> text = value.text();
    boolean literal = value.references().isEmpty() && text.map(Template::isLiteral).orElse(true);
    boolean fromSecretEnv =
        text.isPresent()
            && text.get().isWhole()
            && value.references().stream().allMatch(this::isSecretEnv);
    if (!fromSecretEnv && !(literal && options.literalSecretsAllowed())) {
      file.report(
          Rule.SECRET,
          at,
          "the agent param \"" + name + "\" is secret and must come from a secret variable of env",
          "Write \"{{ env.NAME }}\" with a variable that is declared with secret: true.");
    }
  }

  private void leak(String name, JsonTemplate value, String at) {
    for (Reference reference : value.references()) {
      if (isSecretEnv(reference)) {
        file.report(
            Rule.SECRET,
            at,
            "the agent param \"" + name + "\" is not secret but gets the secret " + reference,
            "Mark the parameter with secret: true in the agent's params.schema.");
      }
    }
  }

  private boolean isSecretEnv(Reference reference) {
    return reference.namespace() == Namespace.ENV && secretEnv.contains(reference.name());
  }

  private void model(AgentStep step, Agent agent, String pointer) {
    String group = step.model().flatMap(ModelOverride::group).orElse(agent.model());
    if (group.isEmpty()) {
      file.report(
          Rule.MODEL_MISSING,
          pointer,
          "neither the step nor its agent names a model group",
          "Add model to " + agent.path() + ", or model.group to the step.");
    } else if (groups.isPresent() && !groups.get().contains(group)) {
      file.report(
          Rule.UNKNOWN_MODEL_GROUP,
          pointer,
          "gateway.yaml has no model group \"" + group + "\"",
          Nearest.remedy(group, groups.get()));
    }
  }
}
