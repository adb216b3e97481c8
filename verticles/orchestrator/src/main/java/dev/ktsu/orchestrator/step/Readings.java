package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.expressions.Reference;
import dev.ktsu.orchestrator.kernel.Behaviour.Outputs;
import dev.ktsu.orchestrator.kernel.Payloads;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.run.PayloadSource;
import dev.ktsu.project.EnvVar;
import dev.ktsu.project.Workflow;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a step that goes outside may read: inputs and outputs of its run, and secret values from the
 * process environment, where alone they are. The result is used for one call and then forgotten.
 */
public final class Readings {
  private final Map<String, String> environment;

  public Readings(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** The scope for these references of a run. */
  public Future<ObjectNode> scope(
      RunState state, PinnedSteps steps, Set<Reference> references, PayloadSource payloads) {
    Set<Long> seqs = new HashSet<>();
    seqs.add(RunState.INPUTS);
    for (Reference reference : references) {
      if (steps.ids().contains(reference.name())) {
        state
            .step(new StepPath(reference.name()))
            .filter(step -> step.payload() > 0)
            .ifPresent(step -> seqs.add(step.payload()));
      }
    }
    return payloads
        .load(seqs)
        .map(loaded -> StepScope.of(references, steps.ids(), outputs(state, steps, loaded)));
  }

  private Outputs outputs(RunState state, PinnedSteps steps, Payloads loaded) {
    ObjectNode inputs = loaded.of(RunState.INPUTS);
    return new Outputs() {
      @Override
      public JsonNode params() {
        return inputs.path("params");
      }

      @Override
      public JsonNode env() {
        return withSecrets(steps.definition().workflow(), inputs.path("env"));
      }

      @Override
      public JsonNode output(StepPath path) {
        return state.step(path).orElseThrow().output(loaded);
      }
    };
  }

  private JsonNode withSecrets(Workflow workflow, JsonNode recorded) {
    ObjectNode env = Json.object();
    recorded.properties().forEach(field -> env.set(field.getKey(), field.getValue()));
    for (EnvVar variable : workflow.env()) {
      if (variable.secret()) {
        String value = environment.get(variable.name());
        env.put(variable.name(), value != null ? value : variable.defaultValue().orElse(""));
      }
    }
    return env;
  }
}
