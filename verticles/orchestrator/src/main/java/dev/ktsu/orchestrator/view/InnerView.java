package dev.ktsu.orchestrator.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.state.State;
import dev.ktsu.orchestrator.kernel.Leg;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Step;
import java.util.Objects;

/** A sub-workflow, shown as the run that it would be by itself: {@code run_…/step}. */
final class InnerView {
  private InnerView() {}

  static ObjectNode of(RunState state, Step whole) {
    Leg leg = whole.leg();
    Leg.Ending ending = leg == null ? null : leg.ending();
    ObjectNode run = Json.object();
    run.put("id", state.run() + "/" + whole.path());
    run.put("parent_run_id", state.run().toString());
    run.put("parent_step_id", whole.path().text());
    run.put("workflow_name", whole.path().id());
    run.put("status", whole.state().runStatus());
    run.put("state", whole.state().inner());
    if (leg != null) {
      run.put("created_at", RowView.time(leg.startedAt()));
    }
    run.put("updated_at", RowView.time(ending == null ? state.updatedAt() : ending.at()));
    if (ending != null) {
      run.put("ended_at", RowView.time(ending.at()));
      end(run, whole.state(), ending);
    }
    run.set("metrics", Json.tree(Objects.requireNonNull(whole.parts()).used()));
    return run;
  }

  private static void end(ObjectNode run, State state, Leg.Ending ending) {
    if (state == State.SUCCESS) {
      run.put("completed_at", RowView.time(ending.at()));
    }
    if (!ending.error().isEmpty()) {
      run.put("error", ending.error());
    }
    if (ending.code() != null) {
      run.put("error_code", ending.code().word());
    }
  }
}
