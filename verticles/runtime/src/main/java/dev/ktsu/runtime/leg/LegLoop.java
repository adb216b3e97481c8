package dev.ktsu.runtime.leg;

import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.Timers;
import dev.ktsu.runtime.mcp.Sessions;
import dev.ktsu.runtime.outbox.LeftOver;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The legs of one event loop. They start in slices, so that a burst of thousands does not hold up
 * those that are under way. The public methods may be called from any thread.
 */
public final class LegLoop {
  private static final int STARTS_PER_TICK = 100;

  private final Executor eventLoop;
  private final Workbench bench;
  private final ArrayDeque<Leg> waiting = new ArrayDeque<>();
  private final Map<Leg, LegRun> running = new HashMap<>();
  private final Map<Leg, Delivery> leftOver = new HashMap<>();

  /**
   * @param eventLoop runs tasks on the event loop that {@code bench} belongs to
   */
  public LegLoop(Executor eventLoop, Workbench bench) {
    this.eventLoop = eventLoop;
    this.bench = bench;
  }

  void submit(Leg leg, InvokeRequest request) {
    eventLoop.execute(
        () -> {
          running.put(leg, new LegRun(leg, request, bench, () -> running.remove(leg)));
          waiting.add(leg);
          if (waiting.size() == 1) {
            eventLoop.execute(this::startSome);
          }
        });
  }

  /** Delivers what a former process has kept. */
  void deliver(Leg leg, LeftOver result) {
    eventLoop.execute(
        () -> {
          Delivery delivery = new Delivery(leg, bench, () -> leftOver.remove(leg));
          leftOver.put(leg, delivery);
          delivery.start(result);
        });
  }

  void cancel(Leg leg) {
    eventLoop.execute(() -> Optional.ofNullable(running.get(leg)).ifPresent(LegRun::cancel));
  }

  void abandon(Leg leg) {
    eventLoop.execute(
        () -> {
          Optional.ofNullable(running.get(leg)).ifPresent(LegRun::abandon);
          Optional.ofNullable(leftOver.get(leg)).ifPresent(Delivery::abandon);
        });
  }

  private void startSome() {
    for (int started = 0; started < STARTS_PER_TICK && !waiting.isEmpty(); started++) {
      Optional.ofNullable(running.get(waiting.poll())).ifPresent(LegRun::start);
    }
    if (!waiting.isEmpty()) {
      eventLoop.execute(this::startSome);
    }
  }

  /**
   * What the legs of one event loop work with.
   *
   * @param toolsOfAll whether an agent that names no allowlist gets every tool
   */
  public record Workbench(
      Legs legs,
      Gateway gateway,
      Sessions sessions,
      Reports reports,
      Callbacks callbacks,
      Time time,
      boolean toolsOfAll,
      Meters meters) {}

  /** Clock and timers of the event loop. */
  public record Time(Clock clock, Timers timers) {}
}
