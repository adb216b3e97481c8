package dev.ktsu.orchestrator.simulation;

import java.util.List;
import java.util.SplittableRandom;

/** All chance of a world: the same seed gives the same numbers. */
final class Chance {
  private final SplittableRandom random;

  Chance(long seed) {
    this(new SplittableRandom(seed));
  }

  private Chance(SplittableRandom random) {
    this.random = random;
  }

  /** Chance of its own, so that what one part asks for does not shift the others. */
  Chance fork() {
    return new Chance(random.split());
  }

  /** True so many times in a thousand. */
  boolean perMille(int times) {
    return random.nextInt(1_000) < times;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** From {@code least} to {@code most}, both included. */
  long between(long least, long most) {
    return random.nextLong(least, most + 1);
  }

  <T> T of(List<T> some) {
    return some.get(below(some.size()));
  }

  long bits() {
    return random.nextLong();
  }
}
