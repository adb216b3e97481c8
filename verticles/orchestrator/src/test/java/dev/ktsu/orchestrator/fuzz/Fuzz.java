package dev.ktsu.orchestrator.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** Throws inputs at every target, one seed after the other. */
final class Fuzz {
  /** No input may take longer, with all that is made of it. */
  private static final long MILLIS_MAX = 5_000;

  private Fuzz() {}

  /**
   * {@code --minutes n} (1 unless told) from {@code --from seed} (1), or one {@code --seed n}. Ends
   * with 1 at the first fault, and prints its target, seed and input.
   */
  public static void main(String[] args) {
    List<String> words = List.of(args);
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    long from = number(words, "--from", number(words, "--seed", 1));
    long nanos =
        TimeUnit.MINUTES.toNanos(words.contains("--seed") ? 0 : number(words, "--minutes", 1));
    long begun = System.nanoTime();
    long seed = from;
    String fault;
    do {
      fault = faultOf(seed++);
    } while (fault.isEmpty() && System.nanoTime() - begun < nanos);
    System.out.println(
        fault.isEmpty() ? (seed - from) * Target.values().length + " inputs, no fault" : fault);
    System.exit(fault.isEmpty() ? 0 : 1);
  }

  /** What goes wrong with the inputs of a seed; empty when nothing does. */
  static String faultOf(long seed) {
    StringBuilder faults = new StringBuilder();
    for (Target target : Target.values()) {
      Bend bend = new Bend(seed);
      String input = target.input(bend);
      String fault = faultOf(target, input, bend);
      if (!fault.isEmpty()) {
        faults.append("%s, seed %d: %s%n%s%n".formatted(target, seed, fault, input));
      }
    }
    return faults.toString();
  }

  /** What goes wrong with one input; empty when nothing does. */
  static String faultOf(Target target, String input, Bend bend) {
    long begun = System.nanoTime();
    try {
      target.take(input, bend);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError | AssertionError fault) {
      StackTraceElement[] trace = fault.getStackTrace();
      return fault + (trace.length == 0 ? "" : " at " + trace[0]);
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    return millis <= MILLIS_MAX ? "" : "took " + millis + " ms";
  }

  private static long number(List<String> words, String name, long fallback) {
    int at = words.indexOf(name);
    return at < 0 ? fallback : Long.parseLong(words.get(at + 1));
  }
}
