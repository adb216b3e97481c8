package dev.ktsu.orchestrator.definition;

import dev.ktsu.orchestrator.step.PinnedSteps;
import dev.ktsu.project.Definition;
import dev.ktsu.project.Workflow;
import dev.ktsu.schema.Schema;
import java.util.Optional;

/**
 * A definition that runs can be started from.
 *
 * @param steps its steps, compiled
 * @param params what callers' parameters but the secret ones must satisfy
 */
public record Pinned(Definition definition, PinnedSteps steps, Optional<Schema> params) {
  static Pinned of(Definition definition) {
    PinnedSteps steps = new PinnedSteps(definition);
    return new Pinned(
        definition,
        steps,
        definition.workflow().paramsSchema().map(steps.secretParams()::open).map(Schema::compile));
  }

  public Workflow workflow() {
    return definition.workflow();
  }

  public String digest() {
    return definition.digest();
  }
}
