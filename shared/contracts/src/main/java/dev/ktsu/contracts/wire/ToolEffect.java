package dev.ktsu.contracts.wire;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a call of a tool does. */
public enum ToolEffect {
  /** It changes nothing. */
  @JsonProperty("read")
  READ,
  /** Made twice it does what it does once. */
  @JsonProperty("idempotent")
  IDEMPOTENT,
  /** It must not be made twice. */
  @JsonProperty("effectful")
  EFFECTFUL;

  /** Whether a second call does no harm. */
  public boolean isRepeatable() {
    return this != EFFECTFUL;
  }
}
