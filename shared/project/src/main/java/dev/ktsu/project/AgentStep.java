package dev.ktsu.project;

import dev.ktsu.expressions.Reference;
import dev.ktsu.expressions.Template;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A step that runs an agent.
 *
 * @param agentPath project-relative path of the agent's file, without a version
 * @param params values of the agent's parameters
 * @param serverParams values of the parameters of its tool servers, by the server's name in the
 *     agent; each comes before the one that the agent gives
 * @param acceptsReflected whether an answer that the agent has reflected on counts with any
 *     confidence
 * @param runsOn labels that a runtime must have to take it, {@code name=value} each; empty for any
 */
public record AgentStep(
    StepHead head,
    String agentPath,
    Map<String, JsonTemplate> params,
    Map<String, Map<String, Template>> serverParams,
    Optional<ModelOverride> model,
    boolean acceptsReflected,
    List<String> runsOn)
    implements Step {
  public AgentStep {
    runsOn = List.copyOf(runsOn);
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    serverParams = Collections.unmodifiableMap(new LinkedHashMap<>(serverParams));
  }

  /** The value that it gives to a parameter of one of the agent's servers. */
  public Optional<Template> serverParam(String server, String name) {
    return Optional.ofNullable(serverParams.getOrDefault(server, Map.of()).get(name));
  }

  /** What all values together read. */
  public Set<Reference> references() {
    Set<Reference> all = new LinkedHashSet<>();
    params.values().forEach(value -> all.addAll(value.references()));
    serverParams
        .values()
        .forEach(given -> given.values().forEach(value -> all.addAll(value.references())));
    return all;
  }
}
