package dev.ktsu.runtime.leg;

import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.contracts.problems.Transient;
import dev.ktsu.contracts.wire.Accepted;
import dev.ktsu.contracts.wire.Heartbeat.ActiveLeg;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.http.trace.TraceContext;
import dev.ktsu.runtime.outbox.Address;
import dev.ktsu.runtime.outbox.LeftOver;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Every leg that this runtime has: from the request until its result is acknowledged. Any thread,
 * except that requests are admitted on one event loop.
 */
public final class Legs {
  private final int slots;
  private final Meters meters;
  private final List<LegLoop> loops = new CopyOnWriteArrayList<>();
  private final Map<String, Leg> active = new ConcurrentHashMap<>();
  private final EndedLegs ended = new EndedLegs();
  private final Promise<Void> idle = Promise.promise();
  private volatile boolean isDraining;

  public Legs(int slots, Meters meters) {
    this.slots = slots;
    this.meters = meters;
    meters.watch(this::size, slots);
  }

  /** Legs may run there from now on. */
  public void add(LegLoop loop) {
    loops.add(loop);
  }

  /**
   * Takes a leg; one that is known already is acknowledged again and not started twice. Go, which
   * numbers no legs, goes on after an approval under the name of the leg that has asked, maybe
   * before the answer to that question has arrived here.
   *
   * @throws Transient {@code draining} or {@code busy}
   */
  public Accepted accept(InvokeRequest request, TraceContext trace) {
    Address address = Leg.addressOf(request, trace);
    String id = Leg.idOf(address);
    Leg known = active.get(id);
    boolean isNextOfGo = request.leg() == null && request.isResume();
    boolean isNew =
        isNextOfGo ? known == null || known.hasAsked() : known == null && !ended.has(id);
    if (isNew) {
      refuseWhenFull();
      Leg leg = new Leg(address, homeOf(id));
      active.put(id, leg);
      leg.home().submit(leg, request);
    }
    return new Accepted(request.runId(), "accepted", request.stepId(), id);
  }

  /** Takes over results of a former process: their legs are under way until they are delivered. */
  public void takeOver(List<LeftOver> results) {
    for (LeftOver result : results) {
      Address address = result.parcel().address();
      Leg leg = new Leg(address, homeOf(Leg.idOf(address)));
      active.put(leg.id(), leg);
      leg.home().deliver(leg, result);
    }
  }

  /** Stops a leg and reports it as cancelled; one that is unknown is none to stop. */
  public void cancel(String id) {
    Leg leg = active.get(id);
    if (leg != null) {
      leg.home().cancel(leg);
    }
  }

  /** Stops a leg whose result nobody wants, without a word. */
  public void abandon(ActiveLeg abandoned) {
    int number = abandoned.leg() == null ? 1 : abandoned.leg();
    Leg leg = active.get(Leg.idOf(abandoned.runId(), abandoned.stepId(), number));
    if (leg != null) {
      leg.home().abandon(leg);
    }
  }

  /** The legs of the next heartbeat. */
  public List<ActiveLeg> active() {
    return active.values().stream()
        .map(
            leg -> {
              Address address = leg.address();
              return new ActiveLeg(address.runId(), address.stepId(), address.leg(), leg.turn());
            })
        .toList();
  }

  public int size() {
    return active.size();
  }

  public int slots() {
    return slots;
  }

  /**
   * Takes no new legs from now on.
   *
   * @return succeeds once the last one is gone
   */
  public Future<Void> drain() {
    isDraining = true;
    noteWhenIdle();
    return idle.future();
  }

  public boolean isDraining() {
    return isDraining;
  }

  /** A leg is over, and the orchestrator knows. */
  void close(Leg leg) {
    ended.add(leg.id());
    forget(leg);
  }

  /** A leg is over without a trace: the orchestrator may well send it again. */
  void forget(Leg leg) {
    active.remove(leg.id(), leg);
    noteWhenIdle();
  }

  private LegLoop homeOf(String id) {
    return loops.get(Math.floorMod(id.hashCode(), loops.size()));
  }

  private void refuseWhenFull() {
    if (isDraining || loops.isEmpty()) {
      meters.refused();
      throw Problems.draining("runtime");
    }
    if (active.size() >= slots) {
      meters.refused();
      throw Problems.busy(
          "All " + slots + " slots are taken.", "KTSU_RUNTIME_SLOTS", Duration.ofSeconds(1));
    }
  }

  private void noteWhenIdle() {
    if (isDraining && active.isEmpty()) {
      idle.tryComplete();
    }
  }
}
