package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.futures.Timers;
import dev.ktsu.orchestrator.kernel.Effect;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.kernel.Outstanding;
import dev.ktsu.orchestrator.kernel.RunState;
import java.util.List;
import java.util.function.Consumer;

/** What this process does for one run, as long as it owns the run. */
final class Duties {
  private final RunId run;
  private final RunEngine.Ports ports;
  private Timers.Cancellable alarm = () -> {};
  private boolean dropped;

  Duties(RunId run, RunEngine.Ports ports) {
    this.run = run;
    this.ports = ports;
  }

  /** Whether this process carries out what the run asks for. */
  boolean areOf(RunState state) {
    return !dropped && state.isOf(me());
  }

  /** How what this process is to do changes; of another's run that is nothing. */
  Outstanding.Change change(RunState before, RunState after, List<Recorded> events) {
    boolean was = before.isOf(me());
    boolean is = after.isOf(me());
    return was && is
        ? Outstanding.since(before, after, events)
        : new Outstanding.Change(
            is ? Outstanding.of(after) : List.of(), was ? Outstanding.of(before) : List.of());
  }

  /** Runtimes that were chosen have less room, also before that is durable. */
  void reserve(Outstanding.Change change) {
    watches(change, watch -> ports.effects().reserve(run, watch));
  }

  /** They were not chosen after all. */
  void release(Outstanding.Change change) {
    watches(change, watch -> ports.effects().over(run, watch));
  }

  void begin(Outstanding.Change change, RunState state, PayloadSource payloads) {
    change.over().forEach(effect -> ports.effects().over(run, effect));
    if (!dropped) {
      change.begun().forEach(effect -> ports.effects().carryOut(state, effect, payloads));
    }
  }

  /**
   * Sets the one alarm of the run.
   *
   * @param millis since the epoch, 0 for none
   */
  void wakeAt(long millis, Runnable action) {
    alarm.cancel();
    alarm = () -> {};
    if (millis > 0 && !dropped) {
      long wait = Math.max(1, millis - ports.clock().millis());
      alarm = ports.timers().after(wait, action);
    }
  }

  /** Others may carry on with the run: nothing more is done for it here. */
  void drop(RunState state) {
    alarm.cancel();
    dropped = true;
    Outstanding.of(state).forEach(effect -> ports.effects().over(run, effect));
  }

  boolean areDropped() {
    return dropped;
  }

  private String me() {
    return ports.membership().name();
  }

  private static void watches(Outstanding.Change change, Consumer<Effect.Watch> action) {
    change.begun().stream()
        .filter(Effect.Watch.class::isInstance)
        .map(Effect.Watch.class::cast)
        .forEach(action);
  }
}
