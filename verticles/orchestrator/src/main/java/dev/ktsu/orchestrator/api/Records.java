package dev.ktsu.orchestrator.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.futures.Clock;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.orchestrator.run.Definitions;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.orchestrator.run.RunEngine.Reading;
import dev.ktsu.orchestrator.step.PinnedSteps;
import dev.ktsu.orchestrator.step.StepInputs;
import dev.ktsu.orchestrator.view.RunView;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

/** Reads runs to show them. */
public final class Records {
  private final RunEngine engine;
  private final Definitions definitions;
  private final Secrets secrets;
  private final Clock clock;

  /**
   * @param secrets values that are shown nowhere
   */
  public Records(RunEngine engine, Definitions definitions, Secrets secrets, Clock clock) {
    this.engine = engine;
    this.definitions = definitions;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** A run as it was committed; fails with {@code run_not_found}. */
  Future<RunView> view(RunId run) {
    return engine.read(run, RunView::needs).map(this::view);
  }

  /** The same with what each step was given, which is worked out when it is shown. */
  Future<RunView> withInputs(RunId run) {
    return engine
        .read(run, RunView::needs)
        .compose(
            read ->
                definitions
                    .behaviour(read.state().born().definition())
                    .map(steps -> view(read).with(inputs((PinnedSteps) steps, read))));
  }

  private RunView view(Reading read) {
    return new RunView(read.state(), trees(read), clock.millis());
  }

  private RunView.Inputs inputs(PinnedSteps steps, Reading read) {
    return new StepInputs(steps, read.state(), trees(read), secrets)::of;
  }

  private static Map<Long, JsonNode> trees(Reading read) {
    Map<Long, JsonNode> trees = new HashMap<>();
    read.payloads().forEach((seq, bytes) -> trees.put(seq, Json.parse(bytes)));
    return trees;
  }
}
