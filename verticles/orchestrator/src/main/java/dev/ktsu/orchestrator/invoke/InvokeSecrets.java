package dev.ktsu.orchestrator.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Place;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.orchestrator.airlock.Checks;
import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.orchestrator.secret.CallerSecrets;
import dev.ktsu.orchestrator.secret.SecretProblems;
import dev.ktsu.orchestrator.step.PinnedSteps;
import dev.ktsu.orchestrator.step.SecretParams;
import dev.ktsu.project.EnvVar;
import dev.ktsu.project.Environment;
import dev.ktsu.project.Workflow;
import dev.ktsu.schema.Schema;
import dev.ktsu.schema.Violation;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an invoke, or a retry, brings that must be recorded nowhere. */
public final class InvokeSecrets {
  private final Map<String, String> environment;
  private final CallerSecrets callers;
  private final boolean shortAllowed;

  /**
   * @param environment of the process, from which workflows take what they declare
   * @param shortAllowed whether values may be too short to be masked
   */
  public InvokeSecrets(
      Map<String, String> environment, CallerSecrets callers, boolean shortAllowed) {
    this.environment = Map.copyOf(environment);
    this.callers = callers;
    this.shortAllowed = shortAllowed;
  }

  /** Why a caller may not invoke the workflow. */
  Optional<Problem> refusal(Workflow workflow, Credentials caller) {
    return caller.refusal(workflow, environment);
  }

  private InvalidInput missingEnv(Workflow workflow, EnvVar variable) {
    return InvokeProblems.missingEnv(
        workflow.stem(), variable.name(), environment.getOrDefault(Environment.FILE, ""));
  }

  /** Parameters, apart. */
  record Parted(ObjectNode open, ObjectNode secret) {}

  /**
   * Takes the secret parameters out of what a caller gave.
   *
   * @throws dev.ktsu.contracts.problems.InvalidInput when one of them is no text, is too short or
   *     does not satisfy its schema, of which nothing but the name is said
   */
  Parted part(PinnedSteps steps, ObjectNode given) {
    SecretParams params = steps.secretParams();
    if (params.names().isEmpty()) {
      return new Parted(given, Json.object());
    }
    ObjectNode secret = Json.object();
    ObjectNode open = Json.object();
    given
        .properties()
        .forEach(
            each ->
                (params.names().contains(each.getKey()) ? secret : open)
                    .set(each.getKey(), each.getValue()));
    check(steps, secret);
    return new Parted(open, secret);
  }

  private void check(PinnedSteps steps, ObjectNode secret) {
    for (Map.Entry<String, JsonNode> each : secret.properties()) {
      if (!each.getValue().isTextual()) {
        throw SecretProblems.noText(each.getKey());
      }
      if (isTooShort(each.getValue().textValue())) {
        throw SecretProblems.tooShort("The secret parameter \"" + each.getKey() + "\"");
      }
    }
    Schema schema = steps.secretParams().schema(steps.definition().workflow());
    List<Place> places =
        Checks.check(schema, secret).stream().map(InvokeSecrets::withoutValue).toList();
    for (String name : schema.required()) {
      if (!secret.has(name)) {
        throw InvokeProblems.missingParam(name, places);
      }
    }
    if (!places.isEmpty()) {
      throw InvokeProblems.badSecrets(places);
    }
  }

  /** Messages of a schema may quote what they refuse. */
  private static Place withoutValue(Violation found) {
    return Place.at(found.pointer(), "does not satisfy its schema");
  }

  /**
   * @throws dev.ktsu.contracts.problems.InvalidInput when a variable is not set, or is secret and
   *     too short
   */
  ObjectNode env(Workflow workflow) {
    ObjectNode env = Json.object();
    for (EnvVar variable : workflow.env()) {
      String value = environment.get(variable.name());
      if (value == null) {
        value = variable.defaultValue().orElseThrow(() -> missingEnv(workflow, variable));
      }
      if (!variable.secret()) {
        env.put(variable.name(), value);
      } else if (isTooShort(value)) {
        throw SecretProblems.tooShort("The secret env var \"" + variable.name() + "\"");
      }
    }
    return env;
  }

  private boolean isTooShort(String value) {
    return value.length() < Secrets.CHARS_MIN && !shortAllowed;
  }

  /** Begins a run with its secrets at hand; keeps none of them when it is refused. */
  Future<Void> begin(RunEngine engine, RunId run, Prepared prepared, PinnedSteps steps) {
    return keeping(
        run, prepared.secret(), steps, () -> engine.create(run, prepared.create(), steps));
  }

  /** A run that is ready to begin. */
  record Prepared(Command.Create create, ObjectNode secret) {}

  /**
   * Tries a run again. One whose workflow has secret parameters gets them anew: they were erased
   * when it ended.
   *
   * @return fails with {@code params_invalid} when they are not given, or others are
   */
  Future<Void> retry(RunEngine engine, RunState state, PinnedSteps steps, Again again) {
    SecretParams params = steps.secretParams();
    for (Map.Entry<String, JsonNode> each : again.params().properties()) {
      if (!params.names().contains(each.getKey())) {
        return Future.failedFuture(SecretProblems.notSecret(each.getKey()));
      }
    }
    if (!state.state().isTerminal()) {
      return engine.send(state.run(), again.retry());
    }
    check(steps, again.params());
    return keeping(
        state.run(), again.params(), steps, () -> engine.send(state.run(), again.retry()));
  }

  /**
   * The wish to try a run again.
   *
   * @param params secret ones
   */
  public record Again(Command.Retry retry, ObjectNode params) {}

  private Future<Void> keeping(
      RunId run,
      ObjectNode secret,
      PinnedSteps steps,
      java.util.function.Supplier<Future<Void>> work) {
    if (steps.secretParams().names().isEmpty()) {
      return work.get();
    }
    return callers
        .keep(run, secret)
        .compose(kept -> work.get())
        .recover(refused -> callers.giveUp(run).transform(erased -> Future.failedFuture(refused)));
  }
}
