package dev.ktsu.bench;

import dev.ktsu.bench.Figure.Unit;
import dev.ktsu.bench.load.Outcome;
import dev.ktsu.bench.load.Samples.Quantiles;
import dev.ktsu.bench.product.Engine;
import dev.ktsu.bench.product.Memory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Three times as many webhook runs as can be done: what is refused is refused politely, what is
 * accepted ends, and nothing of it is left in memory.
 */
final class Overload implements Benchmark {
  private static final String WHAT = "three times what can be done: ";
  private static final int WINDOW = 256;
  private static final int TIMES = 3;
  private static final int CONNECTIONS = 2_000;

  /** Fewer than the default: there are not so many connections that it would be reached. */
  private static final int UNFINISHED_MAX = 1_000;

  /** Too many of one caller, too many at all. */
  private static final Set<Integer> POLITE = Set.of(429, 503);

  @Override
  public String name() {
    return "overload";
  }

  @Override
  public List<Figure> measure(Rig rig) throws Exception {
    Map<String, String> environment =
        Map.of(
            "BENCH_SINK",
            rig.sink().url(),
            "KTSU_RUNS_ACTIVE_MAX",
            Integer.toString(UNFINISHED_MAX));
    try (Engine engine = Engine.alone(rig.jars(), environment, List.of())) {
      Runs runs = new Runs(engine, "hook", "{\"n\":1}").touched();
      double capacity = runs.window(WINDOW, rig.phases().shorter(2)).runsPerSecond();
      Memory before = engine.memory();
      int rate = (int) (TIMES * capacity);
      Outcome outcome = runs.flood(rate, CONNECTIONS, rig.phases().measured());
      check(outcome);
      return List.of(accepted(rig, rate, outcome), latency(outcome), heap(before, engine.memory()));
    }
  }

  private static void check(Outcome outcome) {
    if (!POLITE.containsAll(outcome.refusals().keySet())) {
      throw new IllegalStateException("refused with " + outcome.refusedAs());
    }
    if (outcome.withoutTime() > 0) {
      throw new IllegalStateException(
          outcome.withoutTime() + " refusals do not say when to come again");
    }
  }

  private static Figure accepted(Rig rig, int rate, Outcome outcome) {
    double sent = (outcome.accepted() + outcome.refused()) / outcome.window().seconds();
    return new Figure(
        WHAT + "accepted, and all ended",
        String.format(
            Locale.ROOT,
            "%s, webhook step, %,d/s, open, c=%,d, at most %,d runs unfinished",
            rig.store(),
            rate,
            CONNECTIONS,
            UNFINISHED_MAX),
        outcome.accepted() / outcome.window().seconds(),
        Unit.REQUESTS_PER_SECOND,
        Figure.NO_TARGET,
        null,
        String.format(
            Locale.ROOT,
            "%,.0f requests/s answered; 202: %d, %s",
            sent,
            outcome.accepted(),
            outcome.refusals().isEmpty() ? "nothing refused" : outcome.refusedAs()));
  }

  private static Figure latency(Outcome outcome) {
    Quantiles seen = outcome.latency().quantiles();
    return new Figure(
        WHAT + "invoke to 202, p50",
        "from when it was due",
        seen.p50(),
        Unit.WAITED,
        Figure.NO_TARGET,
        seen,
        "");
  }

  private static Figure heap(Memory before, Memory after) {
    return new Figure(
        WHAT + "heap that is left in use, more than before",
        "after a collection, once all runs have ended",
        after.heap() - before.heap(),
        Unit.MEBIBYTES,
        Figure.NO_TARGET,
        null,
        "before: " + before + "; after: " + after);
  }
}
