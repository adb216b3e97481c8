package dev.ktsu.orchestrator.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.orchestrator.kernel.Parts;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Step;
import dev.ktsu.orchestrator.kernel.StepKind;
import dev.ktsu.orchestrator.run.RunRows;
import dev.ktsu.orchestrator.value.ValueRef;
import dev.ktsu.orchestrator.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * One run with its steps, or a sub-workflow of it as a run of its own. Items of lists are not among
 * the steps: there may be thousands.
 */
public final class RunView {
  private static final String NOTHING = "{}";

  private final RunState state;
  private final Values values;
  private final long now;
  private final Inputs inputs;
  private final Optional<Step> within;

  /** What a step was given; empty for a step that was never begun. */
  @FunctionalInterface
  public interface Inputs {
    /** Shown nowhere. */
    Inputs NONE = step -> Optional.empty();

    Optional<JsonNode> of(StepPath step);
  }

  /**
   * @param values those that {@link #needs} names, as far as they are kept
   * @param now for the duration of steps that still run
   */
  public RunView(RunState state, Values values, long now) {
    this(state, values, now, Inputs.NONE, Optional.empty());
  }

  private RunView(RunState state, Values values, long now, Inputs inputs, Optional<Step> within) {
    this.state = state;
    this.values = values;
    this.now = now;
    this.inputs = inputs;
    this.within = within;
  }

  /** The same view whose steps also show what they were given. */
  public RunView with(Inputs inputs) {
    return new RunView(state, values, now, inputs, within);
  }

  /** The sub-workflow of a step; empty where the run has none there. */
  public Optional<RunView> within(StepPath step) {
    return state
        .step(step)
        .filter(whole -> isInner(whole) && whole.parts() != null)
        .map(whole -> new RunView(state, values, now, inputs, Optional.of(whole)));
  }

  /** The heads of all sub-workflows that have begun. */
  public static List<ObjectNode> inner(RunState state) {
    return state.tree().stream()
        .filter(step -> isInner(step) && step.parts() != null)
        .map(step -> InnerView.of(state, step))
        .toList();
  }

  private static boolean isInner(Step step) {
    return step.node().kind() == StepKind.WORKFLOW && !step.node().forEach();
  }

  /** Sequence numbers of the payloads that a view shows. */
  public static Set<Long> needs(RunState state) {
    Set<Long> seqs = needs(shown(state, state.roots()));
    seqs.add(RunState.INPUTS);
    if (state.ending() != null) {
      seqs.add(state.ending().payload());
    }
    return seqs;
  }

  /** The same for the sub-workflow of a step. */
  public static Set<Long> needs(RunState state, StepPath within) {
    Set<Long> seqs = new TreeSet<>();
    for (Step whole : state.step(within).stream().toList()) {
      seqs.addAll(needs(List.of(whole)));
      seqs.addAll(needs(shown(state, state.partsOf(whole))));
    }
    return seqs;
  }

  /** The same for single steps. */
  public static Set<Long> needs(List<Step> steps) {
    Set<Long> seqs = new TreeSet<>();
    for (Step step : steps) {
      LongStream.of(step.payload(), step.asked(), openedAt(step))
          .filter(seq -> seq > 0)
          .forEach(seqs::add);
    }
    return seqs;
  }

  /** Where it is kept what lists and sub-workflows have begun with. */
  public static Set<Long> openedAt(RunState state) {
    return state.tree().stream()
        .flatMap(step -> Optional.ofNullable(step.parts()).stream())
        .map(Parts::payload)
        .collect(Collectors.toSet());
  }

  /** Its parameters are those of a run. */
  private static long openedAt(Step step) {
    return step.parts() != null && isInner(step) ? step.parts().payload() : 0;
  }

  /** Steps, each followed by those of its sub-workflow. */
  private static List<Step> shown(RunState state, List<Step> steps) {
    List<Step> shown = new ArrayList<>();
    for (Step step : steps) {
      shown.add(step);
      if (isInner(step)) {
        shown.addAll(shown(state, state.partsOf(step)));
      }
    }
    return shown;
  }

  /** {@code {"run": …, "steps": […]}}, with id, workflow and status at the top as well. */
  public ObjectNode record() {
    ObjectNode run = within.isPresent() ? InnerView.of(state, within.get()) : row();
    putParams(run, "payload");
    putOutput(run);
    ObjectNode json = Json.object();
    json.set("run_id", run.get("id"));
    json.set("workflow", run.get("workflow_name"));
    json.set("status", run.get("status"));
    json.set("run", run);
    ArrayNode steps = json.putArray("steps");
    shown().forEach(step -> steps.add(record(step)));
    return json;
  }

  private ObjectNode row() {
    ObjectNode run = RowView.of(RunRows.of(state));
    run.put("definition_url", "/definitions/" + state.born().definition());
    run.put("trace_id", state.born().trace());
    if (state.funds().isLimited()) {
      run.put("budget_usd", new Usd(state.funds().budget()).dollars());
      run.put("budget_left_usd", new Usd(Math.max(0, state.left())).dollars());
    }
    return run;
  }

  private List<Step> own() {
    return within.map(state::partsOf).orElseGet(state::roots);
  }

  private List<Step> shown() {
    return shown(state, own());
  }

  /** What the run has yielded. */
  private void putOutput(ObjectNode json) {
    long seq =
        within
            .map(Step::outputAt)
            .orElseGet(() -> state.ending() == null ? 0 : state.ending().payload());
    values.put(json, "output", new ValueRef.Kept(seq, "output"));
  }

  /** What it was begun with, unless that is nothing. */
  private void putParams(ObjectNode json, String name) {
    ValueRef.Kept params = params();
    values
        .text(params)
        .filter(text -> text.length() > NOTHING.length())
        .ifPresent(text -> values.put(json, name, params));
  }

  private ValueRef.Kept params() {
    return new ValueRef.Kept(within.map(RunView::openedAt).orElse(RunState.INPUTS), "params");
  }

  /** One step of the record; empty for a step that the run does not have. */
  public Optional<ObjectNode> step(StepPath path) {
    return state.step(within.map(whole -> in(whole, path)).orElse(path)).map(this::record);
  }

  /** What a step was given, where this view shows it. */
  public Optional<JsonNode> input(StepPath path) {
    return state.step(path).flatMap(known -> inputs.of(path));
  }

  private static StepPath in(Step whole, StepPath path) {
    return new StepPath(whole.path() + "/" + path);
  }

  /** The envelope: steps that have ended as a list, in pipeline order, and by id; totals. */
  public ObjectNode envelope() {
    ObjectNode json = head();
    ArrayNode steps = json.putArray("steps");
    ObjectNode byId = Json.object();
    for (StepView view : views()) {
      view.entry()
          .ifPresent(
              entry -> {
                steps.add(entry);
                byId.set(entry.get("id").textValue(), entry);
              });
    }
    json.set("totals", totals());
    json.set("steps_by_id", byId);
    return json;
  }

  /** The envelope with {@code steps} as an object by id. */
  public ObjectNode envelopeById() {
    ObjectNode envelope = envelope();
    envelope.set("steps", envelope.remove("steps_by_id"));
    return envelope;
  }

  private ObjectNode head() {
    ObjectNode run = within.isPresent() ? InnerView.of(state, within.get()) : row();
    ObjectNode json = Json.object();
    json.set("run_id", run.get("id"));
    json.set("workflow", run.get("workflow_name"));
    json.set("status", run.get("status"));
    List.of("error", "error_code").forEach(name -> copy(run, name, json));
    putParams(json, "payload");
    json.putObject("params");
    values.put(json, "params", params());
    putOutput(json);
    return json;
  }

  private static void copy(ObjectNode from, String name, ObjectNode to) {
    if (from.has(name)) {
      to.set(name, from.get(name));
    }
  }

  /** What a step consists of has its usage in that of the step. */
  private ObjectNode totals() {
    Metrics sum = Metrics.NONE;
    for (Step step : own()) {
      StepView view = view(step);
      if (view.entry().isPresent()) {
        sum = sum.plus(view.metrics());
      }
    }
    ObjectNode totals = Json.object();
    totals.put("duration_ms", sum.durationMs());
    totals.put("tokens_in", sum.tokensIn());
    totals.put("tokens_out", sum.tokensOut());
    totals.put("cost_usd", sum.costUsd().dollars());
    totals.put("llm_calls", sum.llmCalls());
    totals.put("tool_calls", sum.toolCalls());
    return totals;
  }

  private ObjectNode record(Step step) {
    ObjectNode json = view(step).record();
    StepPath path = step.path();
    inputs.of(path).ifPresent(input -> values.put(json, "input", new ValueRef.Input(path), input));
    return json;
  }

  private List<StepView> views() {
    return shown().stream().map(this::view).toList();
  }

  private StepView view(Step step) {
    return new StepView(state, within, step, values, now);
  }
}
