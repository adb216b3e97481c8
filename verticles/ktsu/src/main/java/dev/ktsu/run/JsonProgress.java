package dev.ktsu.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.client.RunRecord;
import dev.ktsu.client.RunRecord.StepRecord;
import dev.ktsu.contracts.json.Json;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/**
 * One JSON object a line: {@code {"event":"run",…}} when the run's status changes, {@code
 * {"event":"step",…}} when a step's does, and the record as the last line.
 */
final class JsonProgress implements Progress {
  private final PrintStream out;
  private final Map<String, String> statuses = new HashMap<>();

  JsonProgress(PrintStream out) {
    this.out = out;
  }

  @Override
  public void show(RunRecord record) {
    if (hasChanged("", record.status())) {
      ObjectNode event = event("run", record);
      event.put("workflow", record.workflow());
      event.put("status", record.status());
      out.println(Json.text(event));
    }
    for (StepRecord step : record.steps()) {
      if (hasChanged(step.id(), step.status())) {
        ObjectNode event = event("step", record);
        event.set("step", head(step.json()));
        out.println(Json.text(event));
      }
    }
  }

  @Override
  public void end(RunRecord record) {
    out.println(Json.text(record.json()));
  }

  private boolean hasChanged(String name, String status) {
    return !status.equals(statuses.put(name, status));
  }

  private static ObjectNode event(String kind, RunRecord record) {
    return Json.object().put("event", kind).put("run_id", record.id());
  }

  /** Without the output, which stands in the record. */
  private static JsonNode head(JsonNode step) {
    ObjectNode head = step.deepCopy();
    head.remove("output");
    return head;
  }
}
