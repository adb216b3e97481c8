package dev.ktsu.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.client.RunRecord.StepRecord;
import dev.ktsu.contracts.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Events in the words in which a run is shown: a line for what changes a step. */
final class EventLines {
  private final Map<String, Instant> started = new HashMap<>();

  /** The line of an event; empty for one that changes no step, or that is not known here. */
  Optional<String> of(JsonNode event) {
    return switch (event.path("type").asText()) {
      case "leg_queued" -> line(event, "pending", "runtime capacity");
      case "leg_waiting" -> line(event, "pending", "until " + event.path("until").asText());
      case "leg_started", "leg_resumed" -> line(event, "running", "");
      case "leg_recovering" -> line(event, "running", event.path("reason").asText());
      case "leg_cancelling" -> line(event, "running", "asked to stop");
      case "leg_ended" -> line(event, event.path("status").asText(), "");
      case "epoch_opened" -> Optional.of(run(event, "●", "running  once more"));
      case "step_computed" -> line(event, "complete", "");
      case "step_skipped" -> line(event, "skipped", event.path("reason").asText());
      case "run_cancelling", "run_forced" -> Optional.of(run(event, "■", "cancelling"));
      default -> Optional.empty();
    };
  }

  private Optional<String> line(JsonNode event, String status, String reason) {
    String id = event.path("step").asText();
    ObjectNode step = Json.object().put("id", id).put("status", status);
    step.put("error", event.path("error").asText(""));
    step.put("waiting_for", reason.isEmpty() ? event.path("code").asText("") : reason);
    ObjectNode metrics = step.putObject("metrics");
    if (event.path("metrics") instanceof ObjectNode used) {
      metrics.setAll(used);
    }
    Instant at = Instant.parse(event.path("at").asText());
    if (event.path("type").asText().equals("leg_started")) {
      started.putIfAbsent(id, at);
    }
    Instant begun = started.get(id);
    if (begun != null) {
      step.put("started_at", begun.toString());
      metrics.put("duration_ms", Duration.between(begun, at).toMillis());
    }
    return Optional.of(StepLine.of(new StepRecord(step), 0));
  }

  private static String run(JsonNode event, String glyph, String what) {
    String reason = event.path("reason").asText("");
    String line = glyph + " " + event.path("run_id").asText() + "  " + what;
    return reason.isEmpty() ? line : line + "  " + reason;
  }
}
