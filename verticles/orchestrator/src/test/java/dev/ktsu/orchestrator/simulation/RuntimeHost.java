package dev.ktsu.orchestrator.simulation;

import dev.ktsu.contracts.ids.LegId;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.wire.Heartbeat;
import dev.ktsu.contracts.wire.Heartbeat.ActiveLeg;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.orchestrator.simulation.Network.Caller;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A runtime, as far as an orchestrator can tell. */
final class RuntimeHost extends Host {
  private static final long BEAT_MILLIS = 5_000;
  private static final long BEAT_ANSWER_MILLIS = 4_000;

  private final Chance chance;
  private final int slots;
  private final boolean tellsTurns;
  private final Map<LegId, LegWork> active = new LinkedHashMap<>();
  private final Set<LegId> ended = new HashSet<>();
  private boolean draining;

  /**
   * @param tellsTurns posts checkpoints and intents; a peer of another make does not
   */
  RuntimeHost(World world, String name, int slots, boolean tellsTurns, Chance chance) {
    super(world, name);
    this.slots = slots;
    this.tellsTurns = tellsTurns;
    this.chance = chance;
  }

  String url() {
    return "http://" + name;
  }

  boolean tellsTurns() {
    return tellsTurns;
  }

  @Override
  void booted() {
    active.clear();
    ended.clear();
    draining = false;
    beat();
    timers().every(BEAT_MILLIS, this::beat);
  }

  void drain(boolean now) {
    draining = now;
  }

  boolean isIdle() {
    return active.isEmpty();
  }

  /** Takes a leg; one that is known already is accepted again and not started twice. */
  Future<Integer> accept(InvokeRequest request) {
    LegId id = idOf(request);
    if (!active.containsKey(id) && !ended.contains(id)) {
      if (draining) {
        return Future.succeededFuture(503);
      }
      if (active.size() >= slots) {
        return Future.succeededFuture(429);
      }
      world.say(name, "takes " + id + " from turn " + request.start().turn());
      world.auditor().takes(id, request);
      LegWork work = new LegWork(this, id, request, chance.fork());
      active.put(id, work);
      work.start();
    }
    return Future.succeededFuture(202);
  }

  Future<Integer> stop(LegId id) {
    LegWork work = active.get(id);
    if (work != null) {
      work.cancel();
    }
    return Future.succeededFuture(204);
  }

  /** The orchestrator has the result. */
  void close(LegWork work) {
    ended.add(work.id());
    forget(work);
  }

  /** The leg ends without a trace. */
  void forget(LegWork work) {
    active.remove(work.id(), work);
  }

  private void beat() {
    Heartbeat beat =
        new Heartbeat(
            name,
            active.values().stream().map(RuntimeHost::entry).toList(),
            Integer.toString(boots()),
            url(),
            slots,
            List.of(),
            draining,
            tellsTurns ? List.of(Heartbeat.CHECKPOINT, Heartbeat.INTENT) : List.of());
    OrchestratorHost orchestrator = world.heardBy(this);
    world
        .network()
        .call(Caller.of(this), orchestrator, BEAT_ANSWER_MILLIS, () -> orchestrator.beat(beat))
        .onSuccess(answer -> answer.abandon().forEach(this::abandon));
  }

  private void abandon(ActiveLeg told) {
    LegId id = new LegId(RunId.parse(told.runId()), new StepPath(told.stepId()), told.leg());
    LegWork work = active.get(id);
    if (work != null) {
      world.say(name, "abandons " + id);
      world.met(Race.ABANDONED);
      work.abandon();
    }
  }

  private static ActiveLeg entry(LegWork work) {
    LegId id = work.id();
    return new ActiveLeg(id.run().toString(), id.step().text(), id.leg(), work.turn());
  }

  private static LegId idOf(InvokeRequest request) {
    int leg = request.leg() == null ? 1 : request.leg();
    return new LegId(RunId.parse(request.runId()), new StepPath(request.stepId()), leg);
  }
}
