package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.expressions.Reference;
import dev.ktsu.orchestrator.kernel.Payloads;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.run.Compute;
import dev.ktsu.orchestrator.run.PayloadSource;
import dev.ktsu.project.EnvVar;
import dev.ktsu.project.Workflow;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What a step that goes outside may read: inputs and outputs of its run, secret values from the
 * process environment, where alone they are, and those that the caller gave. The result is used for
 * one call and then forgotten.
 */
public final class Readings {
  private final Map<String, String> environment;
  private final RunSecrets secrets;
  private final Compute compute;

  /**
   * @param secrets what callers have given
   * @param compute for what is too heavy for an event loop
   */
  public Readings(Map<String, String> environment, RunSecrets secrets, Compute compute) {
    this.environment = Map.copyOf(environment);
    this.secrets = secrets;
    this.compute = compute;
  }

  /**
   * What a reader makes of the tree for these references of a step's texts.
   *
   * @param path of the step
   */
  public record Reader<T>(StepPath path, Set<Reference> references, Function<ObjectNode, T> read) {}

  /** What the reader has made; fails with what it throws. */
  public <T> Future<T> read(
      RunState state, PinnedSteps steps, Reader<T> reader, PayloadSource payloads) {
    return secrets
        .of(state, steps)
        .compose(given -> tree(state, new Known(steps, given), reader, payloads))
        .compose(tree -> compute.lightOr(() -> reader.read().apply(tree)));
  }

  /**
   * @param given in secret, by the caller
   */
  private record Known(PinnedSteps steps, ObjectNode given) {}

  private Future<ObjectNode> tree(
      RunState state, Known known, Reader<?> reader, PayloadSource payloads) {
    PinnedSteps steps = known.steps();
    return payloads
        .load(
            RunOutputs.needs(
                state, reader.path(), steps.stepsOf(reader.path(), reader.references())))
        .map(
            loaded -> {
              RunOutputs open = new RunOutputs(state, loaded::of, () -> env(steps, loaded));
              return steps.tree(
                  reader.path(),
                  reader.references(),
                  new SecretOutputs(open, steps, known.given()));
            });
  }

  private JsonNode env(PinnedSteps steps, Payloads loaded) {
    return withSecrets(steps.definition().workflow(), loaded.of(RunState.INPUTS).path("env"));
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
