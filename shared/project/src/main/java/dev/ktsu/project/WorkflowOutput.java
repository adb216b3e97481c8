package dev.ktsu.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.expressions.Expression;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a workflow yields.
 *
 * @param schema JSON Schema that it must satisfy; not to be changed
 * @param map its fields; empty where {@code from} says it, or nothing does
 * @param from the step whose output it is
 */
public record WorkflowOutput(
    Optional<ObjectNode> schema, Map<String, Expression> map, Optional<String> from) {
  public static final WorkflowOutput NONE =
      new WorkflowOutput(Optional.empty(), Map.of(), Optional.empty());

  public WorkflowOutput {
    map = Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** Whether nothing is said of it. */
  public boolean isUnsaid() {
    return equals(NONE);
  }
}
