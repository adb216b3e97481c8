package dev.ktsu.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run as {@code GET /runs/{id}} shows it.
 *
 * @param json the whole answer; not to be changed
 */
public record RunRecord(ObjectNode json) {
  public String id() {
    return json.path("run").path("id").asText();
  }

  public String workflow() {
    return json.path("run").path("workflow_name").asText();
  }

  /** {@code pending}, {@code running}, {@code complete}, {@code failed} or {@code cancelled}. */
  public String status() {
    return json.path("run").path("status").asText();
  }

  /** Why the run failed; empty when it did not. */
  public String error() {
    return json.path("run").path("error").asText("");
  }

  public boolean isOver() {
    return isOver(status());
  }

  public boolean isComplete() {
    return status().equals("complete");
  }

  /** Steps in the order of the pipeline. */
  public List<StepRecord> steps() {
    List<StepRecord> steps = new ArrayList<>();
    json.path("steps").forEach(step -> steps.add(new StepRecord(step)));
    return steps;
  }

  /** What the run gives: its own output where it has one, else that of the last completed step. */
  public Optional<JsonNode> result() {
    JsonNode own = json.path("run").path("output");
    if (!own.isMissingNode()) {
      return Optional.of(own);
    }
    return steps().reversed().stream()
        .filter(step -> step.status().equals("complete"))
        .findFirst()
        .map(StepRecord::output);
  }

  /** The answer, indented for a person. */
  public String pretty() {
    return Json.pretty(json);
  }

  /** Whether a status is one that stays; a word that is not known stays too. */
  static boolean isOver(String status) {
    return !status.isEmpty() && !status.equals("pending") && !status.equals("running");
  }

  /** One step of it. */
  public record StepRecord(JsonNode json) {
    public String id() {
      return json.path("id").asText();
    }

    public String status() {
      return json.path("status").asText();
    }

    public String error() {
      return json.path("error").asText("");
    }

    /** What the step waits for, or why it was skipped; empty for neither. */
    public String reason() {
      return json.path("waiting_for").asText(json.path("error_code").asText(""));
    }

    public JsonNode output() {
      return json.path("output");
    }

    public long durationMillis() {
      return json.path("metrics").path("duration_ms").asLong();
    }

    /** Tokens read and written. */
    public long tokens() {
      JsonNode metrics = json.path("metrics");
      return metrics.path("tokens_in").asLong() + metrics.path("tokens_out").asLong();
    }

    public double costUsd() {
      return json.path("metrics").path("cost_usd").asDouble();
    }
  }
}
