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
   * {@code --seeds n} (10,000 unless told) from {@code --from n}, or one {@code --seed n}, with
   * {@code --trace} told as it happens; {@code --list} names every seed that goes wrong instead of
   * stopping at the first. Prints what was met, and ends with 1 when a seed goes wrong or something
   * was never met.
   */
  public static void main(String[] args) {
    List<String> words = List.of(args);
    quiet();
    System.exit(words.contains("--seed") ? one(words) : many(words));
  }

  private static int one(List<String> words) {
    long seed = number(words, "--seed", 0);
    if (words.contains("--trace")) {
      return replay(seed, System.out::println) ? 0 : 1;
    }
    String account = account(seed, new Coverage());
    System.out.println(account.isEmpty() ? "seed " + seed + " goes well" : account);
    return account.isEmpty() ? 0 : 1;
  }

  private static int many(List<String> words) {
    long from = number(words, "--from", 1);
    long seeds = number(words, "--seeds", 10_000);
    Coverage coverage = new Coverage();
    int wrong = 0;
    for (long seed = from; seed < from + seeds; seed++) {
      String account = account(seed, coverage);
      if (!account.isEmpty()) {
        wrong++;
        boolean all = words.contains("--list");
        System.out.println(all ? account.lines().findFirst().orElseThrow() : account);
        if (!all) {
          return 1;
        }
      }
    }
    System.out.println(coverage.table());
    List<String> gaps = coverage.gaps();
    gaps.forEach(gap -> System.out.println("never met, or met against expectation: " + gap));
    return wrong == 0 && gaps.isEmpty() ? 0 : 1;
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
      return "seed %d breaks %s (%s): %s%n%s%nreplay: %s"
          .formatted(
              seed,
              violation.invariant(),
              violation.invariant().sentence(),
              violation.getMessage(),
              String.join(System.lineSeparator(), last),
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
