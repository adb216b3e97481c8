package dev.ktsu.project;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A step that runs an agent.
 *
 * @param agentPath project-relative path of the agent's file, without a version
 * @param params values of the agent's parameters
 */
public record AgentStep(
    StepHead head,
    String agentPath,
    Map<String, JsonTemplate> params,
    Optional<ModelOverride> model)
    implements Step {
  public AgentStep {
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
  }
}
