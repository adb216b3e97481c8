package dev.ktsu.orchestrator.simulation;

import dev.ktsu.futures.Clock;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.futures.Timers;

/** A process that may be paused, crash, start again, and have a wrong clock. */
abstract class Host {
  /** The date at which the world begins: clocks do not begin at 0. */
  static final long EPOCH_MILLIS = 1_700_000_000_000L;

  final World world;
  final String name;
  private int boots;
  private boolean up;
  private long pausedUntil;
  private long clockOffMillis;
  private Boot current = new Boot(0);

  Host(World world, String name) {
    this.world = world;
    this.name = name;
  }

  /** What the process does when it starts; {@link #life} is that of the new boot. */
  abstract void booted();

  final void start() {
    up = true;
    current = new Boot(++boots);
    world.say(name, "starts, boot " + boots);
    booted();
  }

  /** The process is gone, in the middle of what it was doing, and comes back after a while. */
  final void crash(String why) {
    if (!up) {
      return;
    }
    world.say(name, "crashes: " + why);
    up = false;
    pausedUntil = 0;
    world.schedule().after(world.chance().between(200, 8_000), Life.ETERNAL, this::start);
  }

  final void pause(long millis) {
    world.say(name, "stands still for " + millis + " ms");
    pausedUntil = world.schedule().now() + millis;
  }

  final void wake() {
    pausedUntil = 0;
  }

  final void shiftClock(long millis) {
    world.say(name, "clock is off by " + millis + " ms");
    clockOffMillis = millis;
  }

  final boolean isUp() {
    return up;
  }

  final int boots() {
    return boots;
  }

  final Life life() {
    return current;
  }

  final Clock clock() {
    return () -> EPOCH_MILLIS + world.schedule().now() + clockOffMillis;
  }

  /** Timers of the current boot. */
  final Timers timers() {
    Life life = current;
    return new Timers() {
      @Override
      public Cancellable after(long millis, Runnable action) {
        return world.schedule().after(Math.max(1, millis), life, action);
      }

      @Override
      public Cancellable every(long millis, Runnable action) {
        Every every = new Every(millis, life, action);
        every.again();
        return () -> every.stopped = true;
      }
    };
  }

  /** Dies at the points that the world chooses. */
  final FaultPoints faultPoints() {
    Life life = current;
    return point -> {
      if (!life.isOver() && world.faults().strikeAt(point)) {
        crash("at " + point);
      }
      if (life.isOver()) {
        throw new Crashed();
      }
    };
  }

  private final class Every {
    private final long millis;
    private final Life life;
    private final Runnable action;
    private boolean stopped;

    Every(long millis, Life life, Runnable action) {
      this.millis = millis;
      this.life = life;
      this.action = action;
    }

    void again() {
      world
          .schedule()
          .after(
              millis,
              life,
              () -> {
                if (!stopped) {
                  again();
                  action.run();
                }
              });
    }
  }

  private final class Boot implements Life {
    private final int number;

    Boot(int number) {
      this.number = number;
    }

    @Override
    public boolean isOver() {
      return !up || number != boots;
    }

    @Override
    public long pausedUntil() {
      return pausedUntil;
    }
  }

  /** Ends what a process was doing when it crashed. */
  static final class Crashed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Crashed() {
      super("crashed", null, false, false);
    }
  }
}
