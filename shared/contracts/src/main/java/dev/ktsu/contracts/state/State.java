package dev.ktsu.contracts.state;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where an epoch or a leg stands. Four states are terminal and never left. */
public enum State {
  PENDING,
  QUEUED,
  WAITING,
  HELD,
  RUNNING,
  RECOVERING,
  CANCELLING,
  SUCCESS,
  FAILED,
  CANCELLED,
  SKIPPED;

  private final String inner = name().toLowerCase(Locale.ROOT);

  public boolean isTerminal() {
    return ordinal() >= SUCCESS.ordinal();
  }

  /** The inner word, shown as {@code state}. */
  @JsonValue
  public String inner() {
    return inner;
  }

  /** The contract's word for a step, shown as {@code status}. */
  public String stepStatus() {
    return switch (this) {
      case PENDING, QUEUED, WAITING -> "pending";
      case HELD -> "pending_approval";
      case RUNNING, RECOVERING, CANCELLING -> "running";
      case SUCCESS -> "complete";
      case FAILED -> "failed";
      case CANCELLED -> "cancelled";
      case SKIPPED -> "skipped";
    };
  }

  /** The contract's word for a run: as for a step, but a held run is shown as running. */
  public String runStatus() {
    return this == HELD ? "running" : stepStatus();
  }

  /** Reads the inner word. */
  public static State of(String inner) {
    return valueOf(inner.toUpperCase(Locale.ROOT));
  }
}
