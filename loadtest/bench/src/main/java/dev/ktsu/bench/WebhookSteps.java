package dev.ktsu.bench;

import dev.ktsu.bench.Figure.Unit;
import dev.ktsu.bench.product.Engine;
import java.util.List;
import java.util.Map;

/** Runs of one webhook step, called on loopback. */
final class WebhookSteps implements Saturation {
  private static final int WINDOW = 256;

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public Engine start(Rig rig, List<String> flags) throws Exception {
    return Engine.alone(rig.jars(), Map.of("BENCH_SINK", rig.sink().url()), flags);
  }

  @Override
  public Runs.Done saturate(Engine engine, Rig rig) throws Exception {
    return new Runs(engine, "hook", "{\"n\":1}").touched().window(WINDOW, rig.phases());
  }

  @Override
  public List<Figure> measure(Rig rig) throws Exception {
    long callsBefore = rig.sink().calls();
    try (Engine engine = start(rig, List.of())) {
      Runs.Done done = saturate(engine, rig);
      long calls = rig.sink().calls() - callsBefore;
      if (calls < done.outcome().accepted()) {
        throw new IllegalStateException(
            done.outcome().accepted() + " webhook steps completed with " + calls + " calls");
      }
      return List.of(
          new Figure(
              "(c) webhook step to a loopback sink",
              rig.store()
                  + ", "
                  + WINDOW
                  + " runs unfinished at any time; quantiles: invoke to 202",
              done.runsPerSecond(),
              Unit.STEPS_PER_SECOND,
              rig.by(Figure.atLeast(15_000), Figure.NO_TARGET),
              done.outcome().latency().quantiles(),
              done.perStep(1)));
    }
  }
}
