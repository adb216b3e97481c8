package dev.ktsu.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.expressions.Expression;
import java.util.Optional;
import java.util.Set;

/** A step of a pipeline. */
public sealed interface Step
    permits AgentStep, SleepStep, TransformStep, WebhookStep, WorkflowStep {
  /** What every step has. */
  StepHead head();

  default String id() {
    return head().id();
  }

  /** Ids of the steps that come first, declared or read by any text of this one; in file order. */
  default Set<String> dependencies() {
    return head().dependencies();
  }

  default Optional<Expression> condition() {
    return head().condition();
  }

  /** JSON Schema of the step's output; not to be changed. */
  default Optional<ObjectNode> outputSchema() {
    return head().outputSchema();
  }

  /** Least {@code ktsu_confidence} that is accepted; 0 = any. */
  default double confidenceThreshold() {
    return head().confidenceThreshold();
  }

  default RetryPolicy retry() {
    return head().retry();
  }

  /** How a step must end that this one waits for; empty where the author leaves it open. */
  default Set<When> when(String dependency) {
    return head().when().getOrDefault(dependency, Set.of());
  }

  /** Present when it is carried out for every element of a list. */
  default Optional<ForEach> forEach() {
    return head().forEach();
  }

  /** How long the step may take in all, its tries and what it waits for included; 0 = any time. */
  default int limitSeconds() {
    return head().limitSeconds();
  }
}
