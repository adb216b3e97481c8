package dev.ktsu.orchestrator.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Step;
import dev.ktsu.orchestrator.run.RunRows;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One run with all its steps. */
public final class RunView {
  private final RunState state;
  private final Map<Long, JsonNode> payloads;
  private final long now;
  private final Inputs inputs;

  /** What a step was given; empty for a step that was never begun. */
  @FunctionalInterface
  public interface Inputs {
    /** Shown nowhere. */
    Inputs NONE = step -> Optional.empty();

    Optional<JsonNode> of(StepPath step);
  }

  /**
   * @param payloads those that {@link #needs} names, as far as they are kept
   * @param now for the duration of steps that still run
   */
  public RunView(RunState state, Map<Long, JsonNode> payloads, long now) {
    this(state, payloads, now, Inputs.NONE);
  }

  private RunView(RunState state, Map<Long, JsonNode> payloads, long now, Inputs inputs) {
    this.state = state;
    this.payloads = Map.copyOf(payloads);
    this.now = now;
    this.inputs = inputs;
  }

  /** The same view whose steps also show what they were given. */
  public RunView with(Inputs inputs) {
    return new RunView(state, payloads, now, inputs);
  }

  /** Sequence numbers of the payloads that a view shows. */
  public static Set<Long> needs(RunState state) {
    Set<Long> seqs = new TreeSet<>();
    seqs.add(RunState.INPUTS);
    for (Step step : state.steps()) {
      if (step.payload() > 0) {
        seqs.add(step.payload());
      }
      if (step.asked() > 0) {
        seqs.add(step.asked());
      }
    }
    return seqs;
  }

  /** {@code {"run": …, "steps": […]}}, with id, workflow and status at the top as well. */
  public ObjectNode record() {
    ObjectNode run = RowView.of(RunRows.of(state));
    JsonNode params = params();
    if (!params.isEmpty()) {
      run.set("payload", params);
    }
    run.put("definition_url", "/definitions/" + state.born().definition());
    run.put("trace_id", state.born().trace());
    ObjectNode json = Json.object();
    json.put("run_id", state.run().toString());
    json.put("workflow", state.born().workflow());
    json.put("status", state.state().runStatus());
    json.set("run", run);
    ArrayNode steps = json.putArray("steps");
    state.steps().forEach(step -> steps.add(record(step)));
    return json;
  }

  /** One step of the record; empty for a step that the run does not have. */
  public Optional<ObjectNode> step(StepPath path) {
    return state.step(path).map(this::record);
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
    ObjectNode json = Json.object();
    json.put("run_id", state.run().toString());
    json.put("workflow", state.born().workflow());
    json.put("status", state.state().runStatus());
    if (state.ending() != null && !state.ending().error().isEmpty()) {
      json.put("error", state.ending().error());
    }
    if (state.ending() != null && state.ending().code() != null) {
      json.put("error_code", state.ending().code().word());
    }
    JsonNode params = params();
    if (!params.isEmpty()) {
      json.set("payload", params);
    }
    json.set("params", params);
    return json;
  }

  private ObjectNode totals() {
    Metrics sum = new Metrics(null, 0, 0, 0, Usd.ZERO, 0, 0, false, 0);
    for (StepView view : views()) {
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

  private JsonNode params() {
    JsonNode inputs = payloads.get(RunState.INPUTS);
    return inputs == null ? Json.object() : inputs.path("params");
  }

  private ObjectNode record(Step step) {
    ObjectNode json = view(step).record();
    inputs.of(step.path()).ifPresent(input -> json.set("input", input));
    return json;
  }

  private List<StepView> views() {
    return state.steps().stream().map(this::view).toList();
  }

  private StepView view(Step step) {
    return new StepView(state, step, payload(step.payload()), payload(step.asked()), now);
  }

  private JsonNode payload(long seq) {
    return payloads.getOrDefault(seq, Json.object());
  }
}
