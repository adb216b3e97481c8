package dev.ktsu.orchestrator.simulation;

import dev.ktsu.futures.FaultPoints.Point;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses what goes wrong, until the world heals. Each seed has some kinds of faults only, each at
 * a rate of its own: worlds with everything at once would hide what one fault alone does.
 */
final class Faults {
  private static final List<Integer> PER_MILLE = List.of(0, 0, 10, 40, 120);
  private static final List<Integer> CRASHES_PER_MILLE = List.of(0, 0, 0, 5, 20);
  private static final int SUDDEN_MAX = 3;

  private final World world;
  private final Chance chance;
  private final Map<Fault, Integer> rates = new EnumMap<>(Fault.class);
  private boolean active = true;

  Faults(World world, Chance chance) {
    this.world = world;
    this.chance = chance;
    for (Fault fault : Fault.values()) {
      boolean crash = fault.name().startsWith("CRASH_");
      rates.put(fault, chance.of(crash ? CRASHES_PER_MILLE : PER_MILLE));
    }
  }

  /** Whether this goes wrong now. */
  boolean strikes(Fault fault) {
    boolean struck = active && chance.perMille(rates.getOrDefault(fault, 0));
    if (struck) {
      world.met(fault);
    }
    return struck;
  }

  boolean strikeAt(Point point) {
    return strikes(Fault.valueOf("CRASH_" + point));
  }

  /** Plans what befalls whole processes, between now and {@code end}. */
  void plan(long end) {
    world.orchestrators().forEach(host -> planFor(host, end));
    world.runtimes().forEach(host -> planFor(host, end));
  }

  /** Nothing goes wrong any more, and what stands still goes on. */
  void heal() {
    active = false;
    world.network().heal();
    for (Host host : world.hosts()) {
      host.wake();
      host.shiftClock(0);
    }
    world.runtimes().forEach(runtime -> runtime.drain(false));
  }

  private void planFor(OrchestratorHost host, long end) {
    some(Fault.ORCHESTRATOR_PAUSED, end, () -> host.pause(chance.between(500, 30_000)));
    some(Fault.ORCHESTRATOR_CRASHES, end, () -> host.crash("by chance"));
    some(Fault.ORCHESTRATOR_CLOCK_JUMPS, end, () -> host.shiftClock(jump()));
  }

  private void planFor(RuntimeHost host, long end) {
    some(Fault.RUNTIME_PAUSED, end, () -> host.pause(chance.between(500, 40_000)));
    some(Fault.RUNTIME_CRASHES, end, () -> host.crash("by chance"));
    some(Fault.RUNTIME_CLOCK_JUMPS, end, () -> host.shiftClock(jump()));
    some(Fault.RUNTIME_DRAINS, end, () -> host.drain(true));
    for (OrchestratorHost orchestrator : world.orchestrators()) {
      some(Fault.PARTITION, end, () -> world.network().cut(host, orchestrator, chance));
    }
  }

  private long jump() {
    return chance.between(-60_000, 60_000);
  }

  private void some(Fault fault, long end, Runnable strike) {
    if (rates.getOrDefault(fault, 0) == 0) {
      return;
    }
    for (int times = 1 + chance.below(SUDDEN_MAX); times > 0; times--) {
      long at = chance.between(1, end);
      world
          .schedule()
          .after(
              at,
              Life.ETERNAL,
              () -> {
                if (active) {
                  world.met(fault);
                  strike.run();
                }
              });
    }
  }
}
