package dev.ktsu.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * A workflow file that passed every check.
 *
 * @param stem the file's name without {@code .workflow.yaml}: the name by which it is invoked
 * @param name the name that the file gives itself; the stem when it gives none
 * @param paramsSchema JSON Schema of the parameters; not to be changed
 * @param pipeline the steps in the order of the file
 * @param notices calls that tell of tool calls which wait for a person: {@code on: approval}. They
 *     are no steps; their dependencies are the agent steps that they tell of
 * @param webhooks whether its webhooks are called where it is a part of another one, which must
 *     agree
 * @param auth what whoever invokes it must bring; empty for the orchestrator's own key
 * @param models which models its agents ask, and what that may cost
 * @param timeoutSeconds how long a run may take; 0 = any time
 */
public record Workflow(
    String stem,
    String name,
    String version,
    String description,
    Visibility visibility,
    List<EnvVar> env,
    Optional<ObjectNode> paramsSchema,
    List<Step> pipeline,
    List<WebhookStep> notices,
    WorkflowOutput output,
    Durability durable,
    boolean webhooks,
    Optional<Auth> auth,
    ModelPolicy models,
    int timeoutSeconds) {
  public Workflow {
    env = List.copyOf(env);
    pipeline = List.copyOf(pipeline);
    notices = List.copyOf(notices);
  }
}
