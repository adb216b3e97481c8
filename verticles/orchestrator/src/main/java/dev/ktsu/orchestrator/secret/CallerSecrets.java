package dev.ktsu.orchestrator.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.Detached;
import dev.ktsu.futures.Timers;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.run.Definitions;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.orchestrator.run.Sealed;
import dev.ktsu.orchestrator.step.PinnedSteps;
import dev.ktsu.orchestrator.step.RunSecrets;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that callers gave to unfinished runs. While this process works on a run they are open
 * in memory and masked by value; in the store they are sealed. Belongs to the engine's event loop.
 */
public final class CallerSecrets implements RunSecrets {
  /** So long secrets may wait for their run to begin, or to be tried again. */
  private static final long UNUSED_MILLIS = TimeUnit.MINUTES.toMillis(5);

  private final RunEngine engine;
  private final Definitions definitions;
  private final Sealed store;
  private final Optional<Seal> seal;
  private final Secrets masks;
  private final Clock clock;
  private final Map<RunId, Held> held = new HashMap<>();

  /** Masks of runs that have ended: what comes late is masked until the next sweep. */
  private final List<Secrets.Hold> ended = new ArrayList<>();

  /**
   * @param at when they were kept
   */
  private record Held(long at, ObjectNode values, Secrets.Hold mask, Timers.Cancellable watch) {}

  /**
   * @param seal empty where there is no key: workflows with secret parameters are refused
   * @param masks get the values while they are held
   */
  public CallerSecrets(
      RunEngine engine,
      Definitions definitions,
      Sealed store,
      Optional<Seal> seal,
      Secrets masks,
      Clock clock) {
    this.engine = engine;
    this.definitions = definitions;
    this.store = store;
    this.seal = seal;
    this.masks = masks;
    this.clock = clock;
  }

  /**
   * Keeps what a caller gave, for a run that is about to begin, or to be tried again.
   *
   * @return succeeds when it is durable
   */
  public Future<Void> keep(RunId run, ObjectNode values) {
    if (seal.isEmpty()) {
      return Future.failedFuture(SecretProblems.noKey());
    }
    long now = clock.millis();
    hold(run, now, values);
    return store.keep(run, now, seal.get().close(run, values)).onFailure(unkept -> forget(run));
  }

  /** Undoes {@link #keep}: the run did not begin. */
  public Future<Void> giveUp(RunId run) {
    return forget(run);
  }

  @Override
  public Future<ObjectNode> of(RunState state, PinnedSteps steps) {
    if (steps.secretParams().names().isEmpty()) {
      return Future.succeededFuture(Json.object());
    }
    Held known = held.get(state.run());
    return known != null ? Future.succeededFuture(known.values()) : opened(state.run());
  }

  private Future<ObjectNode> opened(RunId run) {
    return store
        .of(run)
        .map(
            found -> {
              Sealed.Kept kept = found.orElseThrow(() -> SecretProblems.gone(run));
              ObjectNode values = seal.orElseThrow(SecretProblems::noKey).open(run, kept.bytes());
              hold(run, kept.at(), values);
              return values;
            });
  }

  /**
   * Succeeds when the secrets of the run are masked in this process; what comes from outside is not
   * looked at before.
   */
  public Future<Void> masked(RunId run) {
    if (held.containsKey(run)) {
      return Future.succeededFuture();
    }
    return engine
        .known(run)
        .map(Future::succeededFuture)
        .orElseGet(() -> engine.state(run))
        .compose(
            state ->
                state.isSettled()
                    ? Future.<Void>succeededFuture()
                    : definitions
                        .behaviour(state.born().definition())
                        .compose(steps -> of(state, (PinnedSteps) steps))
                        .<Void>mapEmpty())
        .recover(
            failure ->
                failure instanceof Problem problem && problem.code() == Code.RUN_NOT_FOUND
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }

  /**
   * Erases what no run needs, also what other processes have left behind, and forgets what only
   * runs out of memory need.
   */
  public Future<Void> sweep() {
    ended.forEach(Secrets.Hold::release);
    ended.clear();
    Map.copyOf(held).forEach(this::rest);
    return store.eraseUnneeded(clock.millis() - UNUSED_MILLIS);
  }

  private void hold(RunId run, long at, ObjectNode values) {
    List<String> texts =
        values.properties().stream().map(Map.Entry::getValue).map(JsonNode::asText).toList();
    Held fresh = new Held(at, values, masks.hold(texts), engine.watch(run, () -> look(run)));
    release(held.put(run, fresh));
  }

  private void look(RunId run) {
    if (engine.known(run).filter(RunState::isSettled).isPresent()) {
      Detached.run("erase the secrets of " + run, forget(run));
    }
  }

  /** A run that is not in memory may be unfinished: its secrets are opened when they are needed. */
  private void rest(RunId run, Held known) {
    if (engine.known(run).isEmpty() && clock.millis() - known.at() > UNUSED_MILLIS) {
      held.remove(run);
      release(known);
    }
  }

  private Future<Void> forget(RunId run) {
    Held known = held.remove(run);
    release(known);
    return known == null ? Future.succeededFuture() : store.erase(run, known.at());
  }

  private void release(@Nullable Held known) {
    if (known != null) {
      known.watch().cancel();
      ended.add(known.mask());
    }
  }
}
