package dev.ktsu.futures;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Tells the work of one task that nobody wants its result any more. Whoever can stop something
 * registers how; cancelling runs every registered action once. Belongs to one event loop.
 */
public final class Cancellation {
  private final Set<Runnable> actions = new LinkedHashSet<>();
  private boolean cancelled;

  /** A cancellation that nobody ever asks for. */
  public static Cancellation never() {
    return new Cancellation();
  }

  /**
   * Registers {@code stop}; it runs at once when the task is cancelled already.
   *
   * @return takes the registration back, once the work has ended
   */
  public Timers.Cancellable onCancel(Runnable stop) {
    if (cancelled) {
      stop.run();
      return () -> {};
    }
    Runnable own = stop::run;
    actions.add(own);
    return () -> actions.remove(own);
  }

  /** Stops everything that is registered; a second call changes nothing. */
  public void cancel() {
    cancelled = true;
    var stopping = new ArrayList<>(actions);
    actions.clear();
    stopping.forEach(Runnable::run);
  }

  public boolean isCancelled() {
    return cancelled;
  }
}
