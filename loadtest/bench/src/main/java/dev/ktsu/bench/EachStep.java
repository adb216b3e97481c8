package dev.ktsu.bench;

import dev.ktsu.bench.Figure.Unit;
import dev.ktsu.bench.load.Samples;
import dev.ktsu.bench.product.Engine;
import dev.ktsu.bench.product.Ledger;
import dev.ktsu.bench.product.Site;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The same runs with a commit a step, and the time of one such step. */
final class EachStep implements Saturation {
  private static final String ROW = "row-each";
  private static final Duration BETWEEN_READS = Duration.ofMillis(10);

  @Override
  public String name() {
    return "each";
  }

  @Override
  public Engine start(Rig rig, List<String> flags) throws Exception {
    return Engine.alone(rig.jars(), Map.of(), flags);
  }

  @Override
  public Runs.Done saturate(Engine engine, Rig rig) throws Exception {
    Runs chain = new Runs(engine, "chain-each", PureChain.PARAMS).touched();
    return chain.closed(PureChain.CONNECTIONS, rig.phases());
  }

  @Override
  public List<Figure> measure(Rig rig) throws Exception {
    try (Engine engine = start(rig, List.of())) {
      Runs.Done loaded = saturate(engine, rig);
      Runs row = new Runs(engine, ROW, "{}").touched();
      Runs.OneByOne single = row.oneByOne(rig.phases().again().shorter(2), BETWEEN_READS);
      row.checkAll();
      checkCommits(single);
      try (Ledger ledger = engine.ledger()) {
        return List.of(throughput(rig, loaded), p50(rig, ledger, single), p99(rig, ledger, single));
      }
    }
  }

  /** One run at a time shares its commits with nobody. */
  private static void checkCommits(Runs.OneByOne single) {
    long steps = (long) single.complete().size() * Site.ROW_STEPS;
    if (single.commits() < steps) {
      throw new IllegalStateException(
          steps + " steps with a commit each were " + single.commits() + " commits");
    }
  }

  private static Figure throughput(Rig rig, Runs.Done done) {
    return new Figure(
        "(b) the same with `durable: each`",
        rig.store() + ", c=" + PureChain.CONNECTIONS + ", closed; quantiles: invoke to 202",
        PureChain.STEPS * done.runsPerSecond(),
        Unit.STEPS_PER_SECOND,
        Figure.atLeast(rig.by(40_000, 8_000)),
        done.outcome().latency().quantiles(),
        done.perStep(PureChain.STEPS));
  }

  /** The mean of the steps of one run, of which the median over all runs is taken. */
  private static Figure p50(Rig rig, Ledger ledger, Runs.OneByOne single) throws Exception {
    Samples means = new Samples();
    Samples.Quantiles runs = single.complete().quantiles();
    ledger
        .durations(ROW, single.window())
        .forEach(duration -> means.add(duration / Site.ROW_STEPS));
    Samples.Quantiles steps = means.quantiles();
    return new Figure(
        "(b) one step, p50",
        rig.store()
            + ", runs of "
            + Site.ROW_STEPS
            + " steps one by one; mean step of a run, by the record",
        steps.p50(),
        Unit.MILLIS,
        Figure.atMost(rig.by(0.3, 1.0)),
        steps,
        String.format(Locale.ROOT, "whole run as the client sees it: p50 %.1f ms", runs.p50()));
  }

  private static Figure p99(Rig rig, Ledger ledger, Runs.OneByOne single) throws Exception {
    Samples.Quantiles gaps = ledger.stepGaps(ROW, single.window()).quantiles();
    return new Figure(
        "(b) one step, p99",
        "the same runs; from event to event, 1 ms clock",
        gaps.p99(),
        Unit.MILLIS,
        Figure.atMost(rig.by(3, 5)),
        gaps,
        gaps.count() + " steps");
  }
}
