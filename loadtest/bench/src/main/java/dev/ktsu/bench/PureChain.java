package dev.ktsu.bench;

import dev.ktsu.bench.Figure.Unit;
import dev.ktsu.bench.load.Samples;
import dev.ktsu.bench.product.Engine;
import dev.ktsu.bench.product.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs of three transforms, decided and committed together with the invoke. */
final class PureChain implements Saturation {
  static final int STEPS = 3;
  static final int CONNECTIONS = 64;
  static final String PARAMS =
      "{\"items\":[{\"n\":3,\"active\":true},{\"n\":1,\"active\":true},{\"n\":2,\"active\":false}]}";

  @Override
  public String name() {
    return "chain";
  }

  @Override
  public Engine start(Rig rig, List<String> flags) throws Exception {
    return Engine.alone(rig.jars(), Map.of(), flags);
  }

  @Override
  public Runs.Done saturate(Engine engine, Rig rig) throws Exception {
    return runs(engine).closed(CONNECTIONS, rig.phases());
  }

  @Override
  public List<Figure> measure(Rig rig) throws Exception {
    try (Engine engine = start(rig, List.of())) {
      Runs runs = runs(engine);
      Runs.Done loaded = runs.closed(CONNECTIONS, rig.phases());
      Runs.OneByOne single = runs.oneByOne(rig.phases().again().shorter(2), Duration.ZERO);
      runs.checkAll();
      return List.of(throughput(rig, loaded), startToResult(rig, engine, single));
    }
  }

  private static Runs runs(Engine engine) throws Exception {
    return new Runs(engine, "chain", PARAMS).touched();
  }

  private static Figure throughput(Rig rig, Runs.Done done) {
    return new Figure(
        "(a) chain of 3 transforms, one invoke a run",
        rig.store() + ", c=" + CONNECTIONS + ", closed; quantiles: invoke to 202",
        STEPS * done.runsPerSecond(),
        Unit.STEPS_PER_SECOND,
        Figure.atLeast(rig.by(60_000, 20_000)),
        done.outcome().latency().quantiles(),
        done.perStep(STEPS));
  }

  private static Figure startToResult(Rig rig, Engine engine, Runs.OneByOne single)
      throws Exception {
    Samples.Quantiles seen = single.complete().quantiles();
    try (Ledger ledger = engine.ledger()) {
      Samples.Quantiles recorded = ledger.durations("chain", single.window()).quantiles();
      return new Figure(
          "run of 3 steps, start to result, p50",
          rig.store() + ", c=1; from sending the invoke to the first answer that shows the result",
          seen.p50(),
          Unit.MILLIS,
          rig.by(Figure.atMost(0.5), Figure.NO_TARGET),
          seen,
          String.format(
              Locale.ROOT,
              "invoke to 202: p50 %.3f ms; created to completed, by the record (1 ms clock):"
                  + " p50 %.0f, p99 %.0f ms",
              single.accepted().quantiles().p50(),
              recorded.p50(),
              recorded.p99()));
    }
  }
}
