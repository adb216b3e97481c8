package dev.ktsu.orchestrator.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** Runs worlds, one seed after the other, and gives an account of the first that goes wrong. */
final class Simulation {
  private static final int LAST_EVENTS = 60;
  private static final String REPLAY = ".ci/simulate --seed %d --trace";

  private Simulation() {}

  /**
   * {@code --seeds n} (10,000 unless told), {@code --from n}, or {@code --seed n} with {@code
   * --trace}; prints what was met, and ends with 1 when a seed fails or something was never met.
   */
  public static void main(String[] args) {
    List<String> words = List.of(args);
    quiet();
    if (words.contains("--seed")) {
      Consumer<String> out = words.contains("--trace") ? System.out::println : null;
      System.exit(replay(number(words, "--seed", 0), out) ? 0 : 1);
    }
    long from = number(words, "--from", 1);
    long seeds = number(words, "--seeds", 10_000);
    Coverage coverage = new Coverage();
    if (words.contains("--list")) {
      for (long seed = from; seed < from + seeds; seed++) {
        try {
          new World(seed, coverage, null).run();
        } catch (Violation v) {
          System.out.println(seed + " " + v.invariant() + " " + v.getMessage());
        }
      }
    }
    for (long seed = from; seed < from + seeds; seed++) {
      String account = account(seed, coverage);
      if (!account.isEmpty()) {
        System.out.println(account);
        System.exit(1);
      }
    }
    System.out.println(coverage.table());
    List<String> gaps = coverage.gaps();
    gaps.forEach(gap -> System.out.println("GAP " + gap));
    System.exit(gaps.isEmpty() ? 0 : 1);
  }

  /** Why the world of a seed went wrong, with its last events; empty when it did not. */
  static String account(long seed, Coverage coverage) {
    try {
      new World(seed, coverage, null).run();
      return "";
    } catch (Violation violation) {
      Deque<String> last = new ArrayDeque<>();
      replay(
          seed,
          line -> {
            last.add(line);
            if (last.size() > LAST_EVENTS) {
              last.remove();
            }
          });
      return "seed %d breaks %s: %s%n%s%n%s%nreplay: %s"
          .formatted(
              seed,
              violation.invariant(),
              violation.invariant().sentence(),
              String.join(System.lineSeparator(), last),
              violation.getMessage(),
              REPLAY.formatted(seed));
    }
  }

  /** The world of one seed, told as it happens; whether it went well. */
  private static boolean replay(long seed, Consumer<String> trace) {
    try {
      new World(seed, new Coverage(), trace).run();
      return true;
    } catch (Violation violation) {
      return false;
    }
  }

  /** Worlds are full of warnings that are meant. */
  static void quiet() {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
  }

  private static long number(List<String> words, String name, long otherwise) {
    int at = words.indexOf(name);
    return at < 0 ? otherwise : Long.parseLong(words.get(at + 1));
  }
}
