package dev.ktsu.orchestrator.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Place;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.futures.Clock;
import dev.ktsu.http.server.Keys;
import dev.ktsu.orchestrator.airlock.Checks;
import dev.ktsu.orchestrator.definition.Catalog;
import dev.ktsu.orchestrator.definition.Pinned;
import dev.ktsu.orchestrator.invoke.InvokeSecrets.Prepared;
import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.run.Compute;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.run.RunStore.Claim;
import dev.ktsu.orchestrator.step.PinnedSteps;
import dev.ktsu.project.Durability;
import dev.ktsu.schema.Schema;
import dev.ktsu.schema.Violation;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts runs. */
public final class Invocations {
  /** How long the key of a caller stands for its run. */
  public static final long KEYS_LAST_MILLIS = TimeUnit.HOURS.toMillis(24);

  private final Catalog catalog;
  private final RunEngine engine;
  private final RunStore store;
  private final RunIds ids;
  private final Clock clock;
  private final Compute compute;
  private final InvokeSecrets secrets;

  /**
   * @param compute for parameters that take long to check
   */
  public Invocations(
      Catalog catalog,
      RunEngine engine,
      RunStore store,
      RunIds ids,
      Clock clock,
      Compute compute,
      InvokeSecrets secrets) {
    this.catalog = catalog;
    this.engine = engine;
    this.store = store;
    this.ids = ids;
    this.clock = clock;
    this.compute = compute;
    this.secrets = secrets;
  }

  /**
   * What a caller wants.
   *
   * @param credentials by which it is judged whether the caller may
   * @param params of the caller
   * @param trace id of the trace
   * @param startAt when the run begins, milliseconds since the epoch; 0 = at once
   * @param key under which the caller may ask again, null for none
   */
  public record Wanted(
      String workflow,
      Credentials credentials,
      ObjectNode params,
      String trace,
      long startAt,
      @Nullable CallerKey key) {}

  /**
   * @param replayed whether an earlier request with the same key has begun it
   */
  public record Started(RunId run, boolean replayed) {}

  /**
   * Starts a run of a workflow as its files stand now.
   *
   * @return the run, durable; fails with {@code workflow_not_found}, {@code workflow_invalid},
   *     {@code params_invalid}, {@code env_missing}, {@code unauthorized} or {@code overloaded},
   *     and then there is no run; with {@code idempotency_conflict} when the key was used for
   *     another request
   */
  public Future<Started> invoke(Wanted wanted) {
    return allowed(wanted)
        .compose(
            pinned ->
                compute
                    .lightOr(() -> create(pinned, wanted))
                    .compose(prepared -> begin(wanted, prepared, pinned)));
  }

  /** Strangers do not learn which workflows there are. */
  private Future<Pinned> allowed(Wanted wanted) {
    return catalog
        .current(wanted.workflow())
        .recover(
            failure ->
                Future.failedFuture(wanted.credentials().keyed() ? failure : Keys.apiMissing()))
        .compose(
            pinned ->
                secrets
                    .refusal(pinned.workflow(), wanted.credentials())
                    .<Future<Pinned>>map(Future::failedFuture)
                    .orElseGet(() -> Future.succeededFuture(pinned)));
  }

  private Future<Started> begin(Wanted wanted, Prepared prepared, Pinned pinned) {
    RunId fresh = ids.next();
    return wanted.key() == null
        ? begin(fresh, prepared, pinned, false)
        : claimed(claim(wanted, fresh, pinned), prepared, pinned);
  }

  /** The key is taken before the run is there: whoever finds a key without a run begins it. */
  private Future<Started> claimed(Claim claim, Prepared prepared, Pinned pinned) {
    return store
        .claim(claim, claim.at() - KEYS_LAST_MILLIS)
        .compose(
            holder -> {
              if (!holder.body().equals(claim.body())) {
                return Future.failedFuture(InvokeProblems.keyOfAnother());
              }
              boolean replayed = !holder.run().equals(claim.run());
              return begin(holder.run(), prepared, pinned, replayed);
            });
  }

  private Future<Started> begin(RunId run, Prepared prepared, Pinned pinned, boolean replayed) {
    Future<Boolean> there = replayed ? isThere(run) : Future.succeededFuture(false);
    return there
        .compose(
            yes ->
                yes
                    ? Future.succeededFuture()
                    : secrets.begin(engine, run, prepared, pinned.steps()))
        .map(durable -> new Started(run, replayed));
  }

  private Future<Boolean> isThere(RunId run) {
    return engine
        .state(run)
        .map(true)
        .recover(
            failure ->
                failure instanceof Problem problem && problem.code() == Code.RUN_NOT_FOUND
                    ? Future.succeededFuture(false)
                    : Future.failedFuture(failure));
  }

  /** Of secret parameters not even a digest is kept. */
  private Claim claim(Wanted wanted, RunId run, Pinned pinned) {
    ObjectNode open = wanted.params().deepCopy();
    open.remove(pinned.steps().secretParams().names());
    Wanted shown =
        new Wanted(
            wanted.workflow(),
            wanted.credentials(),
            open,
            wanted.trace(),
            wanted.startAt(),
            wanted.key());
    return Objects.requireNonNull(wanted.key()).claim(shown, run, clock.millis());
  }

  /** Tries a run again that has failed; fails as the engine does, and when secrets are missing. */
  public Future<Void> retry(RunId run, InvokeSecrets.Again again) {
    return engine
        .state(run)
        .compose(
            state ->
                catalog
                    .behaviour(state.born().definition())
                    .compose(steps -> secrets.retry(engine, state, (PinnedSteps) steps, again)));
  }

  private Prepared create(Pinned pinned, Wanted wanted) {
    InvokeSecrets.Parted given = secrets.part(pinned.steps(), wanted.params());
    ObjectNode inputs = Json.object();
    inputs.set("params", params(pinned, given.open()));
    inputs.set("env", secrets.env(pinned.workflow()));
    Command.Create create =
        new Command.Create(
            wanted.workflow(),
            pinned.digest(),
            pinned.workflow().durable() == Durability.EACH,
            wanted.trace(),
            wanted.startAt() <= clock.millis() ? 0 : wanted.startAt(),
            inputs);
    return new Prepared(create, given.secret());
  }

  private static JsonNode params(Pinned pinned, ObjectNode given) {
    if (pinned.params().isEmpty()) {
      return given;
    }
    Schema schema = pinned.params().get();
    JsonNode params = schema.withDefaults(given);
    List<Violation> violations = Checks.check(schema, params);
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
}
