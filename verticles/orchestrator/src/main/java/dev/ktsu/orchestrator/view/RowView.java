package dev.ktsu.orchestrator.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.state.State;
import dev.ktsu.orchestrator.run.RunStore.RunRow;
import java.time.Instant;

/** A run in a list, and the head of its record. */
public final class RowView {
  private RowView() {}

  public static ObjectNode of(RunRow row) {
    ObjectNode run = Json.object();
    run.put("id", row.run().toString());
    run.put("workflow_name", row.workflow());
    run.put("status", row.state().runStatus());
    run.put("state", row.state().inner());
    run.put("created_at", time(row.createdAt()));
    run.put("updated_at", time(row.updatedAt()));
    if (row.state() == State.SUCCESS) {
      run.put("completed_at", time(row.completedAt()));
    }
    if (row.completedAt() > 0) {
      run.put("ended_at", time(row.completedAt()));
    }
    if (!row.error().isEmpty()) {
      run.put("error", row.error());
    }
    if (row.code() != null) {
      run.put("error_code", row.code().word());
    }
    run.put("definition", row.definition());
    run.put("pending_approvals", row.held());
    run.set("metrics", Json.tree(row.used().withDurationMs(lasted(row))));
    return run;
  }

  /** From the invoke to the end, or to the last news. */
  private static long lasted(RunRow row) {
    return (row.completedAt() > 0 ? row.completedAt() : row.updatedAt()) - row.createdAt();
  }

  static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
