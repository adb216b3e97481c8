package dev.ktsu.bench;

import dev.ktsu.bench.Figure.Unit;
import dev.ktsu.bench.load.Phases;
import dev.ktsu.bench.load.Samples.Quantiles;
import dev.ktsu.bench.product.Engine;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs of one agent step whose model answers at once: what remains is the cost of the tiers, which
 * run in one process and talk over HTTP.
 */
final class AgentSteps implements Saturation {
  private static final String WHAT = "agent step over all tiers, instant model";
  private static final int[] WINDOWS = {64, 256};
  private static final int RATE = 3_000;

  @Override
  public String name() {
    return "agent";
  }

  @Override
  public Engine start(Rig rig, List<String> flags) throws Exception {
    return Engine.allInOne(rig.jars(), flags);
  }

  @Override
  public Runs.Done saturate(Engine engine, Rig rig) throws Exception {
    return runs(engine).window(WINDOWS[0], rig.phases());
  }

  @Override
  public List<Figure> measure(Rig rig) throws Exception {
    List<Figure> figures = new ArrayList<>();
    try (Engine engine = start(rig, List.of())) {
      Runs runs = runs(engine);
      Phases phases = rig.phases();
      for (int window : WINDOWS) {
        figures.add(saturated(rig, window, runs.window(window, phases)));
        phases = rig.phases().again();
      }
      // Another kind of load: what is hot in it is compiled anew.
      figures.addAll(paced(rig, runs.open(RATE, rig.phases())));
    }
    return figures;
  }

  private static Runs runs(Engine engine) throws Exception {
    return new Runs(engine, "agent", "{\"name\":\"World\"}").touched();
  }

  private static Figure saturated(Rig rig, int window, Runs.Done done) {
    return new Figure(
        WHAT,
        rig.store()
            + ", "
            + window
            + " runs unfinished at any time, none left behind; quantiles: to 202",
        done.runsPerSecond(),
        Unit.STEPS_PER_SECOND,
        rig.by(Figure.atLeast(6_000), Figure.NO_TARGET),
        done.outcome().latency().quantiles(),
        done.perStep(1));
  }

  private static List<Figure> paced(Rig rig, Runs.Sampled sampled) {
    Quantiles seen = sampled.samples().quantiles();
    String at = String.format("at %,d/s, open; invoke to result, %d runs", RATE, seen.count());
    String reached = Math.round(sampled.load().runsPerSecond()) + " steps/s completed; ";
    String beside = reached + sampled.load().perStep(1);
    return List.of(
        new Figure(
            WHAT + ", p50",
            at,
            seen.p50(),
            Unit.MILLIS,
            rig.by(Figure.atMost(1), Figure.NO_TARGET),
            seen,
            beside),
        new Figure(
            WHAT + ", p99",
            at,
            seen.p99(),
            Unit.MILLIS,
            rig.by(Figure.atMost(4), Figure.NO_TARGET),
            seen,
            ""));
  }
}
