package dev.ktsu.project;

import dev.ktsu.contracts.wire.Usd;
import java.util.Map;
import java.util.Optional;

/**
 * What a workflow says of the models that its agents ask.
 *
 * @param forcedGroup the group of every agent, whatever the agent and its step say
 * @param groups groups that are asked instead of others
 * @param budget what a run may spend; zero = without a limit
 * @param asks whether people are asked for more when that is used up; else the step fails
 */
public record ModelPolicy(
    Optional<String> forcedGroup, Map<String, String> groups, Usd budget, boolean asks) {
  public static final ModelPolicy NONE =
      new ModelPolicy(Optional.empty(), Map.of(), Usd.ZERO, false);

  public ModelPolicy {
    groups = Map.copyOf(groups);
  }

  /** The group that is asked for an agent whose own is {@code group}. */
  public String group(String group) {
    return forcedGroup.orElseGet(() -> groups.getOrDefault(group, group));
  }
}
