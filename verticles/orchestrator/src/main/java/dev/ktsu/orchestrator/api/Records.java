package dev.ktsu.orchestrator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.futures.Clock;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Step;
import dev.ktsu.orchestrator.run.Definitions;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.orchestrator.run.RunEngine.Reading;
import dev.ktsu.orchestrator.step.PinnedSteps;
import dev.ktsu.orchestrator.step.StepInputs;
import dev.ktsu.orchestrator.view.RunView;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

  /**
   * A run as it was committed; fails with {@code run_not_found}.
   *
   * @param step that alone is to be shown, in what the reference names; empty for all of it
   */
  Future<RunView> view(RunRef run, Optional<StepPath> step) {
    return engine.read(run.run(), state -> needs(state, run, step)).map(read -> view(read, run));
  }

  /** The same with what each step was given, which is worked out when it is shown. */
  Future<RunView> withInputs(RunRef run, Optional<StepPath> step) {
    return engine
        .read(
            run.run(),
            state -> {
              Set<Long> seqs = RunView.needs(state);
              seqs.addAll(needs(state, run, step));
              seqs.addAll(RunView.openedAt(state));
              return seqs;
            })
        .compose(
            read ->
                definitions
                    .behaviour(read.state().born().definition())
                    .map(steps -> view(read, run).with(inputs((PinnedSteps) steps, read))));
  }

  /** Some items of a list, and the number to go on from where there are more. */
  Future<ObjectNode> items(RunId run, StepPath list, long from, int limit) {
    return engine
        .read(run, state -> RunView.needs(slice(state, list, from, limit)))
        .map(
            read -> {
              ObjectNode page = Json.object();
              ArrayNode steps = page.putArray("steps");
              RunView view = view(read);
              List<Step> shown = slice(read.state(), list, from, limit);
              shown.forEach(item -> view.step(item.path()).ifPresent(steps::add));
              int all = slice(read.state(), list, 0, Integer.MAX_VALUE).size();
              if (from + shown.size() < all) {
                page.put("next_from", from + shown.size());
              }
              return page;
            });
  }

  /** The sub-workflows of a run that have begun, as runs of their own. */
  Future<ObjectNode> inner(RunId run) {
    return engine
        .read(run, state -> Set.of())
        .map(
            read -> {
              ObjectNode page = Json.object();
              ArrayNode runs = page.putArray("runs");
              RunView.inner(read.state()).forEach(runs::add);
              return page;
            });
  }

  private static List<Step> slice(RunState state, StepPath list, long from, int limit) {
    Step whole =
        whole(state, list)
            .orElseThrow(() -> Problems.stepNotFound(state.run().toString(), list.text()));
    return state.partsOf(whole).stream().skip(from).limit(limit).toList();
  }

  private static Optional<Step> whole(RunState state, StepPath list) {
    return state.step(list).filter(step -> step.node().forEach());
  }

  private static Set<Long> needs(RunState state, RunRef run, Optional<StepPath> step) {
    if (step.isPresent()) {
      return RunView.needs(state.step(run.path(step.get())).stream().toList());
    }
    return run.within().isPresent()
        ? RunView.needs(state, run.within().get())
        : RunView.needs(state);
  }

  private RunView view(Reading read, RunRef run) {
    return run.within().isEmpty()
        ? view(read)
        : view(read)
            .within(run.within().get())
            .orElseThrow(() -> Problems.runNotFound(run.toString()));
  }

  private RunView view(Reading read) {
    return new RunView(read.state(), trees(read), clock.millis());
  }

  private RunView.Inputs inputs(PinnedSteps steps, Reading read) {
    return new StepInputs(steps, read.state(), trees(read), secrets)::of;
  }

  private static Map<Long, JsonNode> trees(Reading read) {
    Map<Long, JsonNode> trees = new HashMap<>();
    read.payloads().forEach((seq, bytes) -> trees.put(seq, Json.parseOwn(bytes)));
    return trees;
  }
}
