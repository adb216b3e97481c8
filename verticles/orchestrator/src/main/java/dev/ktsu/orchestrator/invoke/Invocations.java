package dev.ktsu.orchestrator.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Place;
import dev.ktsu.orchestrator.definition.Catalog;
import dev.ktsu.orchestrator.definition.Pinned;
import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.project.Durability;
import dev.ktsu.project.EnvVar;
import dev.ktsu.project.Workflow;
import dev.ktsu.schema.Schema;
import dev.ktsu.schema.Violation;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** Starts runs. */
public final class Invocations {
  private final Catalog catalog;
  private final RunEngine engine;
  private final RunIds ids;
  private final Map<String, String> environment;

  /**
   * @param environment of the process, from which workflows take what they declare
   */
  public Invocations(
      Catalog catalog, RunEngine engine, RunIds ids, Map<String, String> environment) {
    this.catalog = catalog;
    this.engine = engine;
    this.ids = ids;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Starts a run of a workflow as its files stand now.
   *
   * @param given the caller's parameters
   * @param trace id of the trace
   * @return the run, durable; fails with {@code workflow_not_found}, {@code workflow_invalid},
   *     {@code params_invalid}, {@code env_missing} or {@code overloaded}, and then there is no run
   */
  public Future<RunId> invoke(String workflow, ObjectNode given, String trace) {
    return catalog
        .current(workflow)
        .compose(
            pinned -> {
              ObjectNode inputs = Json.object();
              inputs.set("params", params(pinned, given));
              inputs.set("env", env(pinned.workflow()));
              RunId run = ids.next();
              Command.Create create =
                  new Command.Create(
                      workflow,
                      pinned.digest(),
                      pinned.workflow().durable() == Durability.EACH,
                      trace,
                      0,
                      inputs);
              return engine.create(run, create, pinned.steps()).map(run);
            });
  }

  private static JsonNode params(Pinned pinned, ObjectNode given) {
    if (pinned.params().isEmpty()) {
      return given;
    }
    Schema schema = pinned.params().get();
    JsonNode params = schema.withDefaults(given);
    List<Violation> violations = schema.check(params);
    if (!violations.isEmpty()) {
      refuse(schema, params, violations);
    }
    return params;
  }

  private static void refuse(Schema schema, JsonNode params, List<Violation> violations) {
    List<Place> places =
        violations.stream().map(found -> Place.at(found.pointer(), found.message())).toList();
    for (String field : schema.required()) {
      if (!params.has(field)) {
        throw InvokeProblems.missingParam(field, places);
      }
    }
    throw InvokeProblems.badParams(violations, places);
  }

  /** Values that are no secrets; those are read anew where they are used and recorded nowhere. */
  private ObjectNode env(Workflow workflow) {
    ObjectNode env = Json.object();
    for (EnvVar variable : workflow.env()) {
      String value = environment.get(variable.name());
      if (value == null) {
        value =
            variable
                .defaultValue()
                .orElseThrow(() -> InvokeProblems.missingEnv(workflow.stem(), variable.name()));
      }
      if (!variable.secret()) {
        env.put(variable.name(), value);
      }
    }
    return env;
  }
}
