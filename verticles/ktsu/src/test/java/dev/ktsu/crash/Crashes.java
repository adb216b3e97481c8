package dev.ktsu.crash;

import dev.ktsu.crash.Tally.Count;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs the plans and prints a table; ends with 1 when a guarantee was broken. */
public final class Crashes {
  /** With their evidence; of others the first line says enough. */
  private static final int FAULTS_IN_FULL = 3;

  private static final int PLANS_AT_ONCE = 2;

  private Crashes() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Options options;
    try {
      options = Options.of(List.of(args));
    } catch (IllegalArgumentException wrong) {
      System.err.println("Error: " + wrong.getMessage());
      System.exit(2);
      return;
    }
    System.out.println("seed " + options.seed());
    Path work = Files.createTempDirectory("ktsu-crash-");
    boolean isGood;
    try {
      House.Jars jars =
          new House.Jars(options.root(), work, HaltingPoints.pack(work.resolve("points.jar")));
      System.out.println(head());
      isGood = runAll(options, jars, work);
    } finally {
      delete(work);
    }
    System.exit(isGood ? 0 : 1);
  }

  /** Two at a time: a process that starts keeps one core busy. */
  private static boolean runAll(Options options, House.Jars jars, Path work)
      throws InterruptedException {
    List<Callable<Boolean>> runs = new ArrayList<>();
    options.plans().forEach(plan -> runs.add(() -> run(plan, options, jars, work)));
    boolean isGood = true;
    try (ExecutorService pool = Executors.newFixedThreadPool(PLANS_AT_ONCE)) {
      for (Future<Boolean> ran : pool.invokeAll(runs)) {
        isGood &= ran.get();
      }
    } catch (ExecutionException failure) {
      throw new IllegalStateException(failure.getCause());
    }
    return isGood;
  }

  private static boolean run(Plan plan, Options options, House.Jars jars, Path work)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Tally tally = Experiment.run(plan, options, jars, work.resolve(plan.word()));
    System.out.println(row(plan, tally, Duration.ofNanos(System.nanoTime() - begin)));
    for (int i = 0; i < tally.faults().size(); i++) {
      String fault = tally.faults().get(i);
      System.out.println(
          "BROKEN " + (i < FAULTS_IN_FULL ? fault : fault.lines().findFirst().orElse(fault)));
    }
    return tally.faults().isEmpty();
  }

  private static String head() {
    String titles =
        Arrays.stream(Count.values()).map(Count::title).collect(Collectors.joining(" | "));
    return "| plan | "
        + titles
        + " | broken | s |\n|---"
        + "|--:".repeat(Count.values().length + 2)
        + "|";
  }

  private static String row(Plan plan, Tally tally, Duration took) {
    String numbers =
        Arrays.stream(Count.values())
            .map(count -> Integer.toString(tally.get(count)))
            .collect(Collectors.joining(" | "));
    return "| "
        + plan.word()
        + " | "
        + numbers
        + " | "
        + tally.faults().size()
        + " | "
        + took.toSeconds()
        + " |";
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
