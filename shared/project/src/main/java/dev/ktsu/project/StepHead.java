package dev.ktsu.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.expressions.Expression;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What every step has; see {@link Step} for the meanings. */
public record StepHead(
    String id,
    Set<String> dependencies,
    Optional<Expression> condition,
    Optional<ObjectNode> outputSchema,
    double confidenceThreshold,
    RetryPolicy retry,
    int limitSeconds,
    Map<String, Set<When>> when,
    Optional<ForEach> forEach) {
  public StepHead {
    when = Map.copyOf(when);
    dependencies = Collections.unmodifiableSet(new LinkedHashSet<>(dependencies));
  }
}
