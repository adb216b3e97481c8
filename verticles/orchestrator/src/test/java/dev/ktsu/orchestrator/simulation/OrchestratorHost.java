package dev.ktsu.orchestrator.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.LegId;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.wire.CallbackPayload;
import dev.ktsu.contracts.wire.Checkpoint;
import dev.ktsu.contracts.wire.Heartbeat;
import dev.ktsu.contracts.wire.Intent;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.contracts.wire.PendingApproval;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.futures.Turnstile;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.orchestrator.airlock.AirLock;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.dispatch.Dispatcher;
import dev.ktsu.orchestrator.dispatch.EngineEffects;
import dev.ktsu.orchestrator.dispatch.RuntimeWire;
import dev.ktsu.orchestrator.dispatch.Runtimes;
import dev.ktsu.orchestrator.dispatch.SharedBeats;
import dev.ktsu.orchestrator.dispatch.Supervisor;
import dev.ktsu.orchestrator.kernel.Approval;
import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.kernel.Occasion;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Talk;
import dev.ktsu.orchestrator.run.Compute;
import dev.ktsu.orchestrator.run.Instances;
import dev.ktsu.orchestrator.run.Membership;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.orchestrator.run.RunLimits;
import dev.ktsu.orchestrator.simulation.Network.Caller;
import dev.ktsu.orchestrator.step.Judging;
import dev.ktsu.orchestrator.step.Readings;
import dev.ktsu.orchestrator.step.RunSecrets;
import dev.ktsu.orchestrator.step.WebhookAnswers;
import dev.ktsu.orchestrator.step.WebhookWire;
import dev.ktsu.orchestrator.step.Webhooks;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An orchestrator: the real engine and dispatch behind the requests that the HTTP routes would
 * take.
 */
final class OrchestratorHost extends Host {
  private static final long DELIVERY_MILLIS = 10_000;
  private static final long SILENCE_MILLIS = 15_000;
  private static final long LEASE_MILLIS = 10_000;
  private static final long SWEEP_MILLIS = 1_000;

  /** So few that the short runs of a world are read from snapshots too. */
  private static final int SNAPSHOT_EVENTS = 8;

  private static final RunLimits LIMITS =
      new RunLimits(
          1_000,
          1_000,
          1_000,
          64 << 10,
          256 << 10,
          SNAPSHOT_EVENTS,
          new Occasion.Limits(256, 60_000, 30_000, 10_000, 5));

  private final Chance chance;
  private final Supervised supervised = new Supervised();
  private RunEngine engine;
  private Runtimes runtimes;
  private SharedBeats beats;
  private boolean ready;

  /** Carries the supervisor out of the lambda that makes it for its engine. */
  private static final class Supervised {
    private Supervisor supervisor;
  }

  OrchestratorHost(World world, String name, Chance chance) {
    super(world, name);
    this.chance = chance;
  }

  @Override
  void booted() {
    ready = false;
    runtimes = new Runtimes(clock(), "");
    StoreLine store = new StoreLine(this, world.data(), chance.fork());
    engine =
        new RunEngine(
            new RunEngine.Outside(
                store,
                world::behaviour,
                made -> new WatchedEffects(this, effects(made)),
                Compute.INLINE,
                runtimes,
                clock(),
                timers(),
                () -> new Occasion.Seed(chance.bits(), chance.bits()),
                new Membership.Seat(
                    List.of(name), new Neighbours(name), LEASE_MILLIS, taken -> crash("succeeded")),
                faultPoints()),
            LIMITS);
    Supervisor supervisor = supervised.supervisor;
    beats = new SharedBeats(store.instances(), engine, supervisor, clock(), SILENCE_MILLIS);
    beats
        .read()
        .compose(
            known -> {
              timers().every(SWEEP_MILLIS, this::sweep);
              return engine.start(run -> true);
            })
        .onSuccess(taken -> ready = true)
        .onFailure(failure -> crash("cannot start: " + failure.getMessage()));
  }

  private void sweep() {
    beats.sweep();
    supervised.supervisor.sweep();
  }

  /** Nobody knows how the others are doing: they are on other machines. */
  private record Neighbours(String self) implements Instances.Processes {
    @Override
    public Instances.Life life(String process) {
      return Instances.Life.UNKNOWN;
    }
  }

  private EngineEffects effects(RunEngine made) {
    Readings readings = new Readings(Map.of(), RunSecrets.NONE, Compute.INLINE);
    supervised.supervisor = new Supervisor(made, runtimes, clock(), SILENCE_MILLIS);
    return new EngineEffects(
        made,
        world::behaviour,
        new EngineEffects.Ways(
            new Webhooks(
                webhookWire(),
                readings,
                new Turnstile(64),
                new WebhookAnswers(new Secrets(), Compute.INLINE),
                clock()),
            new Dispatcher(runtimeWire(), runtimes, readings, timers(), "http://" + name),
            runtimes,
            supervised.supervisor,
            new Judging(world::behaviour, Compute.INLINE)),
        timers(),
        faultPoints());
  }

  private RuntimeWire runtimeWire() {
    Caller me = Caller.of(this);
    return new RuntimeWire() {
      @Override
      public Future<Integer> deliver(String url, InvokeRequest request, String trace) {
        RuntimeHost runtime = world.runtimeAt(url);
        return world.network().call(me, runtime, DELIVERY_MILLIS, () -> runtime.accept(request));
      }

      @Override
      public Future<Integer> stop(String url, LegId leg, String trace) {
        RuntimeHost runtime = world.runtimeAt(url);
        return world.network().call(me, runtime, DELIVERY_MILLIS, () -> runtime.stop(leg));
      }
    };
  }

  private WebhookWire webhookWire() {
    Caller me = Caller.of(this);
    return request ->
        world
            .network()
            .call(
                me,
                world.receiver(),
                request.terms().timeoutMillis(),
                () -> world.receiver().take(request))
            .map(WebhookWire.Answer::of);
  }

  /** The committed state of a run in memory here. */
  Optional<RunState> known(RunId run) {
    return ready() ? engine.known(run) : Optional.empty();
  }

  /** Runtimes that have legs, as this orchestrator counts them. */
  Map<String, Integer> legs() {
    Map<String, Integer> legs = runtimes.legsByRuntime();
    legs.values().removeIf(count -> count == 0);
    return legs;
  }

  private boolean ready() {
    return isUp() && ready;
  }

  Future<Heartbeat.Answer> beat(Heartbeat beat) {
    return ready
        ? Future.succeededFuture(beats.heard(beat, true))
        : Future.failedFuture("starting");
  }

  Future<Integer> create(RunId run, Workflows.Loaded workflow, boolean go, long startAt) {
    ObjectNode inputs = Json.object();
    inputs.putObject("params").put("go", go);
    inputs.putObject("env");
    Command.Create create =
        new Command.Create(
            workflow.name(), workflow.digest(), workflow.each(), "trace", startAt, inputs);
    return answered(() -> engine.create(run, create, workflow.steps()))
        .onSuccess(status -> acknowledged(status, () -> world.auditor().hasRun(run)));
  }

  Future<Integer> cancel(RunId run) {
    return answered(() -> engine.send(run, new Command.Cancel("why not", "somebody")))
        .onSuccess(status -> acknowledged(status, () -> world.auditor().isCancelled(run)));
  }

  Future<Integer> retry(RunId run) {
    return answered(() -> engine.send(run, new Command.Retry("once more", "somebody")))
        .onSuccess(status -> acknowledged(status, () -> world.auditor().isReopened(run)));
  }

  Future<RunState> read(RunId run) {
    return ready
        ? engine.state(run).onSuccess(state -> world.auditor().seen(this, state))
        : Future.failedFuture("starting");
  }

  /**
   * As the route does: judged before it is sent to the engine; unknown steps are none to refuse.
   */
  Future<Integer> complete(LegId leg, String token, CallbackPayload payload) {
    return answered(
            () ->
                engine
                    .state(leg.run())
                    .compose(state -> world.behaviour(state.born().definition()))
                    .compose(steps -> ended(leg, token, payload)))
        .onSuccess(
            status ->
                acknowledged(
                    status,
                    () ->
                        world
                            .auditor()
                            .hasEnded(leg, payload.asked().isEmpty() ? "" : token, this)));
  }

  private Future<Void> ended(LegId leg, String token, CallbackPayload payload) {
    return payload.asked().isEmpty()
        ? engine.send(leg.run(), judged(leg, token, payload))
        : engine
            .send(leg.run(), asking(leg, token, payload))
            .recover(
                refused ->
                    refused instanceof Problem problem && problem.code() == Code.LEG_CLOSED
                        ? Future.succeededFuture()
                        : Future.failedFuture(refused));
  }

  private static Command asking(LegId leg, String token, CallbackPayload payload) {
    PendingApproval asked = payload.asked().getFirst();
    Approval.Call call =
        new Approval.Call(
            1,
            asked.toolName(),
            asked.toolUseId(),
            "hash",
            asked.timeoutMs(),
            asked.onReject().equals(PendingApproval.RECOVER),
            asked.timeoutBehavior().equals(PendingApproval.REJECT),
            false);
    ObjectNode body = Json.object();
    body.set("messages", Json.tree(payload.messages()));
    body.putArray("calls");
    return new Command.Ask(leg.step(), leg.leg(), token, List.of(call), body, payload.metrics());
  }

  /** Somebody has decided on the tool call of a leg that is held. */
  Future<Integer> settle(LegId leg, boolean approved) {
    Command settle =
        new Command.Settle(
            leg.step(), leg.leg(), 1, Command.Ruling.of(approved, "somebody", "as it seems"));
    return answered(() -> engine.send(leg.run(), settle))
        .onSuccess(status -> acknowledged(status, () -> world.auditor().isDecided(leg)));
  }

  /**
   * Somebody has decided on the budget that a leg waits for.
   *
   * @param budget zero where it is rejected
   */
  Future<Integer> settleBudget(LegId leg, Usd budget) {
    Command.Ruling ruling =
        budget.equals(Usd.ZERO)
            ? Command.Ruling.of(false, "somebody", "it is enough")
            : Command.Ruling.raising(budget, "somebody", "it is worth it");
    return answered(
            () -> engine.send(leg.run(), new Command.Settle(leg.step(), leg.leg(), 0, ruling)))
        .onSuccess(status -> acknowledged(status, () -> world.auditor().isAnswered(leg)));
  }

  private Command judged(LegId leg, String token, CallbackPayload payload) {
    Raw raw =
        payload.status().equals(CallbackPayload.OK)
            ? new Raw.Output(payload.output(), payload.metrics())
            : new Raw.Failure(
                Code.of(payload.errorCode()), payload.error(), null, payload.metrics());
    return new Command.Complete(
        leg.step(),
        leg.leg(),
        Optional.of(token),
        AirLock.judge(raw, world.workflow(leg.run()).steps().rules(leg.step())));
  }

  Future<Integer> checkpoint(LegId leg, String token, Checkpoint told) {
    ObjectNode body = Json.object();
    body.set("messages", Json.tree(told.messages()));
    Command.Checkpoint command =
        new Command.Checkpoint(
            leg.step(), leg.leg(), token, told.turn(), told.after(), body, told.metrics());
    return answered(() -> engine.send(leg.run(), command))
        .onSuccess(
            status -> {
              acknowledged(status, () -> world.auditor().hasTurn(leg, told.turn()));
              world.metWhen(status == 409, Race.CHECKPOINT_AFTER_CLOSE);
            });
  }

  Future<Integer> intent(LegId leg, String token, Intent told) {
    Talk.Intended call =
        new Talk.Intended(told.turn(), told.call(), told.tool(), told.argumentsHash());
    return answered(
            () -> engine.send(leg.run(), new Command.Intend(leg.step(), leg.leg(), token, call)))
        .onSuccess(status -> acknowledged(status, () -> world.auditor().hasIntent(leg, call)));
  }

  /** Of a leg that keeps what it has and goes on with it, whatever the answer is. */
  Future<Integer> fund(LegId leg, String token, Usd needs) {
    Command.Fund more = new Command.Fund(leg.step(), leg.leg(), token, needs.nanos(), -1);
    return answered(() -> engine.send(leg.run(), more));
  }

  /** The status that a caller gets. */
  private Future<Integer> answered(Supplier<Future<Void>> work) {
    if (!ready) {
      return Future.succeededFuture(503);
    }
    return work.get()
        .map(200)
        .recover(
            failure -> {
              if (failure instanceof Problem problem) {
                return Future.succeededFuture(problem.status());
              }
              if (!(failure instanceof Crashed)) {
                world.broken(Invariant.NO_FAULT, name + ": " + failure);
              }
              return Future.failedFuture(failure);
            });
  }

  /** What is answered with success is in the journal at that moment, and stays there. */
  private void acknowledged(int status, Runnable check) {
    if (status == 200 && isUp()) {
      check.run();
    }
  }
}
