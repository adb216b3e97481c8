package dev.ktsu.crash;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What the command line says.
 *
 * @param root of the clone whose jars run
 * @param kills by chance, over all plans that kill so
 * @param killsWithin the time that one plan may spend on them
 * @param seed of every choice
 * @param plans in this order; none named are all
 */
record Options(
    Path root, int kills, Duration killsWithin, long seed, int invokesPerSecond, List<Plan> plans) {
  private static final String USAGE =
      "[--kills N] [--seconds N] [--seed N] [--rate N] [--plan NAME]...";

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException with a sentence
   */
  static Options of(List<String> arguments) {
    Deque<String> left = new ArrayDeque<>(arguments);
    Path root = Path.of("").toAbsolutePath();
    int kills = 200;
    int seconds = 25;
    long seed = System.nanoTime() & 0xffff;
    int rate = 10;
    List<Plan> plans = new ArrayList<>();
    while (!left.isEmpty()) {
      String flag = left.pop();
      switch (flag) {
        case "--root" -> root = Path.of(value(flag, left)).toAbsolutePath();
        case "--kills" -> kills = Integer.parseInt(value(flag, left));
        case "--seconds" -> seconds = Integer.parseInt(value(flag, left));
        case "--seed" -> seed = Long.parseLong(value(flag, left));
        case "--rate" -> rate = Integer.parseInt(value(flag, left));
        case "--plan" -> plans.add(plan(value(flag, left)));
        default -> throw new IllegalArgumentException("unknown " + flag + ", use " + USAGE);
      }
    }
    return new Options(
        root,
        kills,
        Duration.ofSeconds(seconds),
        seed,
        rate,
        plans.isEmpty() ? List.of(Plan.values()) : List.copyOf(plans));
  }

  /** Its share of the kills. */
  int killsOf(Plan plan) {
    long sharing = plans.stream().filter(other -> other != Plan.EVERY_POINT).count();
    return plan == Plan.EVERY_POINT ? 0 : (int) Math.ceilDiv(kills, sharing);
  }

  private static String value(String flag, Deque<String> left) {
    if (left.isEmpty()) {
      throw new IllegalArgumentException(flag + " needs a value, use " + USAGE);
    }
    return left.pop();
  }

  private static Plan plan(String word) {
    return Arrays.stream(Plan.values())
        .filter(plan -> plan.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no plan "
                        + word
                        + "; there are "
                        + Arrays.stream(Plan.values()).map(Plan::word).toList()));
  }
}
