package dev.ktsu.project;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the gateway has the model groups that are asked in the end, by the policies on the way.
 */
final class GroupWiring {
  private final Optional<Set<String>> known;

  /** Of the workflows that are being looked at, the innermost first. */
  private final Deque<ModelPolicy> policies = new ArrayDeque<>();

  /**
   * @param known the gateway's model groups, when they are known
   */
  GroupWiring(Optional<Set<String>> known) {
    this.known = known;
  }

  /** Goes into a workflow; what its own policy names is asked unless one around it says else. */
  void enter(SourceFile file, ModelPolicy policy) {
    String at = "/model_policy";
    policy.forcedGroup().ifPresent(group -> check(file, at + "/force_group", group));
    policy
        .groups()
        .forEach((from, to) -> check(file, at + "/group_map/" + SourceFile.escaped(from), to));
    policies.push(policy);
  }

  /** Goes back to the workflow around it. */
  void leave() {
    policies.pop();
  }

  /** Of a group that stands in the file; what a policy puts in its place is looked at there. */
  void check(SourceFile file, String pointer, String group) {
    String asked = group;
    for (ModelPolicy policy : policies) {
      asked = policy.group(asked);
    }
    if (known.isPresent() && asked.equals(group) && !known.get().contains(group)) {
      file.report(
          Rule.UNKNOWN_MODEL_GROUP,
          pointer,
          "gateway.yaml has no model group \"" + group + "\"",
          Nearest.remedy(group, known.get()));
    }
  }
}
