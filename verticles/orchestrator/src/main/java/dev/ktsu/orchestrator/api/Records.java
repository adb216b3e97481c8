package dev.ktsu.orchestrator.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.json.Members.Text;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.futures.Clock;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.http.server.Reply;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Step;
import dev.ktsu.orchestrator.run.Definitions;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.orchestrator.run.RunEngine.Reading;
import dev.ktsu.orchestrator.step.PinnedSteps;
import dev.ktsu.orchestrator.step.StepInputs;
import dev.ktsu.orchestrator.value.Showing;
import dev.ktsu.orchestrator.value.ValueRef;
import dev.ktsu.orchestrator.value.Values;
import dev.ktsu.orchestrator.view.RunView;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads runs to show them; what is large or long is worked out beside the event loop. */
public final class Records {
  private final RunEngine engine;
  private final Definitions definitions;
  private final Secrets secrets;
  private final Clock clock;
  private final Showing showing;

  /**
   * @param secrets values that are shown nowhere
   */
  public Records(
      RunEngine engine, Definitions definitions, Secrets secrets, Clock clock, Showing showing) {
    this.engine = engine;
    this.definitions = definitions;
    this.secrets = secrets;
    this.clock = clock;
    this.showing = showing;
  }

  /**
   * What a reader wants of a run.
   *
   * @param inputs what each step was given
   * @param whole large values as they are, not by reference
   */
  record Wish(boolean inputs, boolean whole) {
    /** {@code ?include=payload} and {@code ?inline=all}. */
    static Wish of(Asked asked) {
      return new Wish(asked.flag("include", "payload"), asked.flag("inline", "all"));
    }
  }

  /** Items {@code from} to {@code from + limit} of a list. */
  record Slice(StepPath list, long from, int limit) {
    List<Step> of(RunState state) {
      return all(state).stream().skip(from).limit(limit).toList();
    }

    List<Step> all(RunState state) {
      return state
          .step(list)
          .filter(step -> step.node().forEach())
          .map(state::partsOf)
          .orElseThrow(() -> Problems.stepNotFound(state.run().toString(), list.text()));
    }
  }

  /** What an answer is made of. */
  private record Found(RunState state, Values values, RunView view) {}

  /**
   * A run as it was committed; fails with {@code run_not_found}.
   *
   * @param step that alone is to be shown, in what the reference names; empty for all of it
   */
  Future<Reply> show(
      RunRef run, Optional<StepPath> step, Wish wish, Function<RunView, ObjectNode> answer) {
    return wish.inputs()
        ? withInputs(run, step, wish.whole())
            .compose(found -> showing.beside().run(() -> reply(run, found, answer)))
        : read(run.run(), wish.whole(), state -> needs(state, run, step))
            .compose(found -> showing.show(found.values(), () -> reply(run, found, answer)));
  }

  /** Some items of a list, and the number to go on from where there are more. */
  Future<Reply> items(RunId run, Slice slice, Wish wish) {
    return read(run, wish.whole(), state -> RunView.needs(slice.of(state)))
        .compose(found -> showing.show(found.values(), () -> Reply.json(page(found, slice))));
  }

  /** One value of a run, whole; fails with {@code run_not_found} or {@code value_not_found}. */
  Future<Text> value(RunId run, ValueRef ref) {
    return switch (ref) {
      case ValueRef.Kept kept ->
          read(run, true, state -> Set.of(kept.seq()))
              .compose(
                  found ->
                      showing.show(found.values(), () -> known(ref, found.values().text(kept))));
      case ValueRef.Input input ->
          withInputs(RunRef.of(run), Optional.of(input.step()), true)
              .compose(
                  found ->
                      showing
                          .beside()
                          .run(() -> known(ref, found.view().input(input.step()).map(Text::of))));
    };
  }

  /** The sub-workflows of a run that have begun, as runs of their own. */
  Future<Reply> inner(RunId run) {
    return engine
        .state(run)
        .map(
            state -> {
              ObjectNode page = Json.object();
              ArrayNode runs = page.putArray("runs");
              RunView.inner(state).forEach(runs::add);
              return Reply.json(page);
            });
  }

  private Future<Found> withInputs(RunRef run, Optional<StepPath> step, boolean whole) {
    return read(
            run.run(),
            whole,
            state -> {
              Set<Long> seqs = RunView.needs(state);
              seqs.addAll(needs(state, run, step));
              seqs.addAll(RunView.openedAt(state));
              return seqs;
            })
        .compose(
            found ->
                definitions
                    .behaviour(found.state().born().definition())
                    .map(steps -> found((PinnedSteps) steps, found)));
  }

  private Found found(PinnedSteps steps, Found found) {
    Values values = found.values();
    RunView.Inputs inputs =
        path -> new StepInputs(steps, found.state(), values.bodies(), secrets).of(path);
    return new Found(found.state(), values, found.view().with(inputs));
  }

  private Future<Found> read(RunId run, boolean whole, Function<RunState, Set<Long>> wanted) {
    return engine.read(run, wanted).map(read -> found(run, read, whole));
  }

  private Found found(RunId run, Reading read, boolean whole) {
    Values values = showing.values(run, read.payloads(), whole);
    return new Found(read.state(), values, new RunView(read.state(), values, clock.millis()));
  }

  private static Reply reply(RunRef run, Found found, Function<RunView, ObjectNode> answer) {
    RunView view =
        run.within().isEmpty()
            ? found.view()
            : found
                .view()
                .within(run.within().get())
                .orElseThrow(() -> Problems.runNotFound(run.toString()));
    return Reply.json(answer.apply(view));
  }

  private static ObjectNode page(Found found, Slice slice) {
    ObjectNode page = Json.object();
    ArrayNode steps = page.putArray("steps");
    List<Step> shown = slice.of(found.state());
    shown.forEach(item -> found.view().step(item.path()).ifPresent(steps::add));
    if (slice.from() + shown.size() < slice.all(found.state()).size()) {
      page.put("next_from", slice.from() + shown.size());
    }
    return page;
  }

  private static Text known(ValueRef ref, Optional<Text> value) {
    return value.orElseThrow(() -> ValueRef.notFound(ref.toString()));
  }

  private static Set<Long> needs(RunState state, RunRef run, Optional<StepPath> step) {
    if (step.isPresent()) {
      return RunView.needs(state.step(run.path(step.get())).stream().toList());
    }
    return run.within().isPresent()
        ? RunView.needs(state, run.within().get())
        : RunView.needs(state);
  }
}
