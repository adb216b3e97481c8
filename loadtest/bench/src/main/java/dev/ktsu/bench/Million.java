package dev.ktsu.bench;

import dev.ktsu.bench.Figure.Unit;
import dev.ktsu.bench.full.Asked;
import dev.ktsu.bench.full.FullStore;
import dev.ktsu.bench.full.Questions;
import dev.ktsu.bench.load.Samples;
import dev.ktsu.bench.product.Site;
import dev.ktsu.bench.product.Store;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What a store with a million finished runs answers, how fast, and by which index. */
final class Million implements Benchmark {
  private static final int TIMES = 20;
  private static final int TIMES_BEFORE = 3;

  @Override
  public String name() {
    return "million";
  }

  @Override
  public List<Figure> measure(Rig rig) throws Exception {
    int runs = rig.amount(1_000_000, 20_000);
    try (Site site = rig.jars().site()) {
      return measure(rig, site.store(), runs);
    }
  }

  private static List<Figure> measure(Rig rig, Store store, int runs) throws Exception {
    try (FullStore full = FullStore.of(store, runs)) {
      List<Figure> figures = new ArrayList<>();
      figures.add(loaded(rig, runs, full.loadedIn()));
      String with = String.format(Locale.ROOT, "%s, %,d finished runs", rig.store(), runs);
      List<String> plans = new ArrayList<>();
      List<String> without = new ArrayList<>();
      for (Asked asked : Questions.of(full)) {
        String plan = asked.plan(store);
        plans.add(asked.what() + "\n" + plan.indent(2));
        if (!asked.isBy(plan)) {
          without.add(asked.what() + " does not go by " + asked.index());
        }
        if (asked.ask() != null) {
          figures.add(answered(asked, asked.ask(), with, plan));
        }
      }
      figures.add(purged(full, with));
      System.out.println("Query plans of " + rig.store() + ":\n\n" + String.join("", plans));
      if (!without.isEmpty()) {
        throw new Shortfall(String.join("; ", without), figures);
      }
      return figures;
    }
  }

  private static Figure loaded(Rig rig, int runs, long nanos) {
    return new Figure(
        "many runs: appended",
        rig.store() + ", one append of 3 events a run, by the product's own class",
        runs / (nanos / (double) TimeUnit.SECONDS.toNanos(1)),
        Unit.RUNS_PER_SECOND,
        Figure.NO_TARGET,
        null,
        "");
  }

  private static Figure answered(Asked asked, Supplier<Future<?>> ask, String with, String plan) {
    Samples samples = new Samples();
    for (int i = 0; i < TIMES_BEFORE + TIMES; i++) {
      long begun = System.nanoTime();
      ask.get().await();
      if (i >= TIMES_BEFORE) {
        samples.add(System.nanoTime() - begun);
      }
    }
    Samples.Quantiles seen = samples.quantiles();
    return new Figure(
        "many runs: " + asked.what(),
        with,
        seen.p50(),
        Unit.WAITED,
        Figure.NO_TARGET,
        seen,
        asked.by(plan));
  }

  private static Figure purged(FullStore full, String with) {
    long begun = System.nanoTime();
    int gone = full.purge();
    double millis = (System.nanoTime() - begun) / 1e6;
    return new Figure(
        "many runs: one batch purged",
        with,
        millis,
        Unit.WAITED,
        Figure.NO_TARGET,
        null,
        gone + " runs, found and deleted");
  }
}
