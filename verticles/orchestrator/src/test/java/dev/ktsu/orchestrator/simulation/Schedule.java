package dev.ktsu.orchestrator.simulation;

import dev.ktsu.futures.Timers;
import java.util.PriorityQueue;

/** Simulated time: what is to happen, and when. Time passes only from one event to the next. */
final class Schedule {
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now;
  private long count;
  private long happened;

  /** One thing that happens, in the life of a process or, without one, anyway. */
  private static final class Event implements Comparable<Event> {
    private long at;
    private final long number;
    private final Life life;
    private final Runnable work;
    private boolean cancelled;

    Event(long at, long number, Life life, Runnable work) {
      this.at = at;
      this.number = number;
      this.life = life;
      this.work = work;
    }

    @Override
    public int compareTo(Event other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
    }
  }

  /** Milliseconds since the beginning of the world. */
  long now() {
    return now;
  }

  /** Events so far. */
  long happened() {
    return happened;
  }

  /**
   * Has something happen in the life of a process: never once that is over, and later while the
   * process is paused.
   */
  Timers.Cancellable after(long millis, Life life, Runnable work) {
    return add(now + Math.max(0, millis), life, work);
  }

  private Timers.Cancellable add(long at, Life life, Runnable work) {
    Event event = new Event(at, count++, life, work);
    events.add(event);
    return () -> event.cancelled = true;
  }

  /** Lets the next event happen; false when nothing is left. */
  boolean next() {
    while (true) {
      Event event = events.poll();
      if (event == null) {
        return false;
      }
      if (event.cancelled || event.life.isOver()) {
        continue;
      }
      now = event.at;
      long paused = event.life.pausedUntil();
      if (paused > now) {
        event.at = paused;
        events.add(event);
        continue;
      }
      happened++;
      event.work.run();
      return true;
    }
  }
}
