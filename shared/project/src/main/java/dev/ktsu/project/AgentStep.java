package dev.ktsu.project;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A step that runs an agent.
 *
 * @param agentPath project-relative path of the agent's file, without a version
 * @param params values of the agent's parameters
 * @param runsOn labels that a runtime must have to take it, {@code name=value} each; empty for any
 */
public record AgentStep(
    StepHead head,
    String agentPath,
    Map<String, JsonTemplate> params,
    Optional<ModelOverride> model,
    List<String> runsOn)
    implements Step {
  public AgentStep {
    runsOn = List.copyOf(runsOn);
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
  }
}
