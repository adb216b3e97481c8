package dev.ktsu.orchestrator.kernel;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a step is carried out. */
public enum StepKind {
  /** A leg of a runtime. */
  AGENT,
  /** A pure computation, done inside the decision. */
  TRANSFORM,
  /** An HTTP call of this instance. */
  WEBHOOK,
  /** A pause. */
  SLEEP,
  /** Another pipeline, inside the same run. */
  WORKFLOW;

  /** The contract's {@code type}. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
