package dev.ktsu.crash;

import dev.ktsu.futures.FaultPoints;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends its process where {@code -Dktsu.halt.at=AFTER_COMMIT:3} says: at the third time that
 * execution comes by, at once and without a word, as {@code kill -9} does. Without the property
 * nothing happens.
 */
public final class HaltingPoints implements FaultPoints {
  static final String PROPERTY = "ktsu.halt.at";

  /** What {@code kill -9} gives. */
  static final int EXIT = 137;

  private final String point;
  private final AtomicInteger left;

  /** Made by the service loader of the process that is to end. */
  public HaltingPoints() {
    String[] place = System.getProperty(PROPERTY, ":0").split(":", 2);
    point = place[0];
    left = new AtomicInteger(Integer.parseInt(place[1]));
  }

  @Override
  public void at(Point reached) {
    if (reached.name().equals(point) && left.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(EXIT);
    }
  }
}
