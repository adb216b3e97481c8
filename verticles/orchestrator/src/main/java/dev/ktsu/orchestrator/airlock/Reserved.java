package dev.ktsu.orchestrator.airlock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The reserved fields of one output, in the order in which they decide. */
final class Reserved {
  private static final String PREFIX = "ktsu_";
  private static final String CONFIDENCE = "ktsu_confidence";
  private static final String SKIP_REASON = "ktsu_skip_reason";
  private static final String FLAGS = "ktsu_flags";
  private static final String RATIONALE = "ktsu_rationale";

  /** A signal that fails the run when it is {@code true}. */
  private record Fatal(String field, Code code, String error) {}

  private static final List<Fatal> FATAL =
      List.of(
          new Fatal("ktsu_injection_attempt", Code.INJECTION_ATTEMPT, "injection attempt detected"),
          new Fatal("ktsu_untrusted_content", Code.UNTRUSTED_CONTENT, "untrusted content detected"),
          new Fatal("ktsu_low_quality", Code.LOW_QUALITY, "low quality output"),
          new Fatal("ktsu_needs_human", Code.NEEDS_HUMAN_REVIEW, "needs_human_review"));
  private static final Set<String> KNOWN =
      Set.of(
          "ktsu_injection_attempt",
          "ktsu_untrusted_content",
          "ktsu_low_quality",
          "ktsu_needs_human",
          CONFIDENCE,
          SKIP_REASON,
          FLAGS,
          RATIONALE);

  private final JsonNode output;

  Reserved(JsonNode output) {
    this.output = output;
  }

  /** A finding that ends the step. */
  record Finding(Code code, String error) {}

  /** The first fatal signal, or too little confidence. */
  Optional<Finding> fatal(double confidenceThreshold) {
    for (Fatal fatal : FATAL) {
      JsonNode value = output.path(fatal.field());
      if (value.isBoolean() && value.booleanValue()) {
        return Optional.of(new Finding(fatal.code(), fatal.error()));
      }
    }
    double confidence = output.path(CONFIDENCE).asDouble(0);
    if (confidenceThreshold > 0
        && (!output.path(CONFIDENCE).isNumber() || confidence < confidenceThreshold)) {
      return Optional.of(
          new Finding(Code.CONFIDENCE_BELOW_THRESHOLD, "confidence below threshold"));
    }
    return Optional.empty();
  }

  /** The text of {@code ktsu_skip_reason}, when there is one. */
  Optional<String> skipReason() {
    JsonNode reason = output.path(SKIP_REASON);
    return reason.isTextual() && !reason.textValue().isEmpty()
        ? Optional.of(reason.textValue())
        : Optional.empty();
  }

  /** The output without any reserved field. */
  JsonNode stripped() {
    if (!(output instanceof ObjectNode object)
        || !object.properties().stream().anyMatch(field -> isReserved(field.getKey()))) {
      return output;
    }
    ObjectNode clean = Json.object();
    object
        .properties()
        .forEach(
            field -> {
              if (!isReserved(field.getKey())) {
                clean.set(field.getKey(), field.getValue());
              }
            });
    return clean;
  }

  /** Puts what is worth keeping into the body of the verdict. */
  void keep(ObjectNode body) {
    if (output.path(FLAGS).isArray() && !output.path(FLAGS).isEmpty()) {
      body.set("flags", output.path(FLAGS));
    }
    if (output.path(RATIONALE).isTextual()) {
      body.set("rationale", output.path(RATIONALE));
    }
    if (output.path(CONFIDENCE).isNumber()) {
      body.set("confidence", output.path(CONFIDENCE));
    }
    List<String> unknown = unknown();
    if (!unknown.isEmpty()) {
      body.set("stripped", Json.tree(unknown));
    }
  }

  private List<String> unknown() {
    List<String> unknown = new ArrayList<>();
    output
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (isReserved(name) && !KNOWN.contains(name)) {
                unknown.add(name);
              }
            });
    return unknown;
  }

  private static boolean isReserved(String name) {
    return name.startsWith(PREFIX);
  }
}
