package dev.ktsu.orchestrator.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.orchestrator.approval.ApprovalView;
import dev.ktsu.orchestrator.kernel.Leg;
import dev.ktsu.orchestrator.kernel.Node;
import dev.ktsu.orchestrator.kernel.Parts;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Step;
import dev.ktsu.orchestrator.kernel.StepKind;
import dev.ktsu.orchestrator.value.ValueRef;
import dev.ktsu.orchestrator.value.Values;
import java.util.List;
import java.util.Optional;

/** One step of a run. */
final class StepView {
  /** Fields of a verdict's body that are shown as they are. */
  private static final List<String> KEPT =
      List.of("flags", "rationale", "confidence", "skip_reason", "raw_output", "violations");

  private static final String OUTPUT = "output";

  private final RunState state;
  private final Optional<Step> within;
  private final Step step;
  private final Values values;
  private final long now;

  /**
   * @param within the sub-workflow that is shown as a run of its own
   * @param values with those of the step's end, and of the event that asked for what it waits for
   * @param now for the duration of a step that still runs
   */
  StepView(RunState state, Optional<Step> within, Step step, Values values, long now) {
    this.state = state;
    this.within = within;
    this.step = step;
    this.values = values;
    this.now = now;
  }

  /** The step in a run's record. */
  ObjectNode record() {
    ObjectNode json = Json.object();
    json.put("id", id());
    json.put("run_id", state.run() + within.map(whole -> "/" + whole.path()).orElse(""));
    json.put("name", id());
    json.put("type", step.node().kind().word());
    json.put("status", step.state().stepStatus());
    json.put("state", step.state().inner());
    startedAt().ifPresent(at -> json.put("started_at", RowView.time(at)));
    endedAt().ifPresent(at -> json.put("ended_at", RowView.time(at)));
    putError(json);
    if (step.state() == State.SUCCESS) {
      put(json, OUTPUT);
      putRedacted(json);
    }
    json.set("metrics", Json.tree(metrics()));
    if (step.state() == State.SUCCESS && step.node().kind() == StepKind.AGENT) {
      json.put("reflected", metrics().reflected());
    }
    KEPT.forEach(name -> put(json, name));
    JsonNode stripped = values.small(step.payload(), "stripped");
    if (!stripped.isMissingNode()) {
      json.set("warnings", Json.object().set("unknown_reserved_fields", stripped));
    }
    putItems(json);
    leg().ifPresent(leg -> json.put("leg", leg.number()));
    executor().ifPresent(executor -> json.put("executor", executor));
    waitingFor().ifPresent(what -> json.put("waiting_for", what));
    putQuestions(json);
    return json;
  }

  /** What people are asked before the step goes on. */
  private void putQuestions(ObjectNode json) {
    if (step.isUnfunded()) {
      state.budgetQuestion().ifPresent(one -> json.putArray("approvals").add(ApprovalView.of(one)));
    } else if (step.state() == State.HELD) {
      ArrayNode approvals = json.putArray("approvals");
      leg()
          .get()
          .gate()
          .approvals()
          .forEach(one -> approvals.add(ApprovalView.of(one, values, step.asked())));
    }
  }

  private void put(ObjectNode json, String name) {
    values.put(json, name, kept(name));
  }

  private ValueRef.Kept kept(String name) {
    return new ValueRef.Kept(step.payload(), name);
  }

  private void putRedacted(ObjectNode json) {
    values
        .text(kept(OUTPUT))
        .filter(output -> output.contains(Secrets.MASK))
        .map(output -> Redacted.in(output.tree()))
        .ifPresent(redacted -> json.set("redacted", redacted));
  }

  private String id() {
    String path = step.path().text();
    return within.map(whole -> path.substring(whole.path().text().length() + 1)).orElse(path);
  }

  /** How far a list is. */
  private void putItems(ObjectNode json) {
    Parts parts = step.parts();
    if (parts != null && step.node().forEach()) {
      ObjectNode items = json.putObject("items");
      items.put("total", parts.children().size());
      items.put("ended", parts.children().size() - parts.open());
      items.put("failed", parts.failed());
    }
  }

  /** The step in an envelope; empty for one that has not ended. */
  Optional<ObjectNode> entry() {
    if (!step.state().isTerminal()) {
      return Optional.empty();
    }
    ObjectNode json = Json.object();
    json.put("id", id());
    json.putObject(OUTPUT);
    if (step.state() == State.SUCCESS) {
      put(json, OUTPUT);
    }
    json.set("metrics", Json.tree(metrics()));
    endedAt().ifPresent(at -> json.put("timestamp", RowView.time(at)));
    json.put("status", step.state().stepStatus());
    putError(json);
    return Optional.of(json);
  }

  /** Usage with the time from start to end. */
  Metrics metrics() {
    if (step.parts() != null) {
      return lasting(step.parts().used());
    }
    Metrics used = leg().map(Leg::ending).map(Leg.Ending::metrics).orElse(Metrics.NONE);
    for (Leg asked : step.past()) {
      if (asked.ending() != null && asked.ending().code() == Code.APPROVAL_ASKED) {
        used = used.plus(Optional.ofNullable(asked.ending().metrics()).orElse(Metrics.NONE));
      }
    }
    return lasting(used);
  }

  private Metrics lasting(Metrics used) {
    return startedAt()
        .map(start -> used.withDurationMs(endedAt().orElse(now) - start))
        .orElse(used);
  }

  private void putError(ObjectNode json) {
    Leg.Ending ending = leg().map(Leg::ending).orElse(null);
    boolean failed = step.state() == State.FAILED;
    if (failed && ending != null) {
      json.put("error", values.small(step.payload(), "error").asText(ending.error()));
    }
    Code code = ending != null ? ending.code() : step.skipReason();
    if (step.state() == State.SKIPPED) {
      code = step.skipReason();
    }
    if (code != null) {
      json.put("error_code", code.word());
    }
    if (step.skip() != null && !step.skip().detail().isEmpty()) {
      json.put("skip_detail", step.skip().detail());
    }
  }

  private Optional<Leg> leg() {
    return Optional.ofNullable(step.leg());
  }

  private Optional<String> executor() {
    return leg().map(leg -> leg.handover().executor()).filter(executor -> !executor.isEmpty());
  }

  private Optional<Long> startedAt() {
    return leg().map(Leg::startedAt).filter(at -> at > 0);
  }

  private Optional<Long> endedAt() {
    if (step.skip() != null) {
      return Optional.of(step.skip().at());
    }
    return leg().map(Leg::ending).map(Leg.Ending::at);
  }

  /** What a step that is neither running nor over waits for. */
  private Optional<String> waitingFor() {
    return switch (step.state()) {
      case PENDING -> Optional.of(dependencies());
      case QUEUED -> Optional.of(capacity());
      case WAITING -> leg().map(leg -> timer(step, leg));
      case HELD -> Optional.of(step.isUnfunded() ? "approval of a higher budget" : "approval");
      case RECOVERING -> leg().map(StepView::recovery);
      case CANCELLING -> Optional.of(executor().orElse("the work") + " to stop");
      case RUNNING, SUCCESS, FAILED, CANCELLED, SKIPPED -> Optional.empty();
    };
  }

  private String capacity() {
    if (state.funds().isLimited() && state.left() <= 0) {
      return "budget";
    }
    List<String> labels = step.node().runsOn();
    return labels.isEmpty()
        ? "runtime capacity"
        : "runtime capacity of " + String.join(", ", labels);
  }

  private static String timer(Step step, Leg leg) {
    String what = step.node().kind() == StepKind.SLEEP ? "timer until " : "retry at ";
    return what + RowView.time(leg.dueAt());
  }

  /** Work that may have left traces elsewhere goes on where it was, or nowhere. */
  private static String recovery(Leg leg) {
    String who = leg.handover().movable() ? "another runtime" : leg.handover().executor();
    return who + " (" + leg.handover().reason() + ")";
  }

  private String dependencies() {
    if (state.state() == State.WAITING) {
      return "start of the run at " + RowView.time(state.born().startAt());
    }
    List<String> open =
        step.node().edges().stream()
            .map(Node.Edge::from)
            .filter(from -> !state.step(from).orElseThrow().state().isTerminal())
            .map(Object::toString)
            .toList();
    return open.isEmpty() ? "its turn" : "dependency " + String.join(", ", open);
  }
}
