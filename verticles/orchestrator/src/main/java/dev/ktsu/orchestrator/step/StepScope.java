package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.expressions.Reference;
import dev.ktsu.orchestrator.kernel.Behaviour.Outputs;
import java.util.Set;

/** Builds the tree that expressions of a step are evaluated on: only what they refer to. */
public final class StepScope {
  private StepScope() {}

  /**
   * {@code params}, {@code env}, {@code step.<id>} and bare step ids, as far as referred to. A step
   * that bears the name of a namespace is read as {@code step.<id>} alone.
   *
   * @param steps ids of the pipeline
   */
  public static ObjectNode of(Set<Reference> references, Set<String> steps, Outputs outputs) {
    ObjectNode scope = Json.object();
    ObjectNode byId = Json.object();
    for (Reference reference : references) {
      String name = reference.name();
      switch (reference.namespace()) {
        case PARAMS -> scope.set("params", outputs.params());
        case ENV -> scope.set("env", outputs.env());
        case STEP -> {
          if (steps.contains(name)) {
            byId.set(name, outputs.output(new StepPath(name)));
          }
        }
        case FLAT -> {
          if (steps.contains(name) && !scope.has(name)) {
            scope.set(name, outputs.output(new StepPath(name)));
          }
        }
        case ITEM -> {
          // Belongs to fan-outs, whose items bring a scope of their own.
        }
      }
    }
    if (!byId.isEmpty()) {
      scope.set("step", byId);
    }
    return scope;
  }
}
