package dev.ktsu.contracts.problems;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;

/** A retry may help, not before {@link #retryAfter()} (429, 503). */
public final class Transient extends Problem {
  private static final long serialVersionUID = 1;

  private final Duration retryAfter;

  public Transient(
      Code code, int status, String error, String message, String remedy, Duration retryAfter) {
    super(code, status, error, message, remedy, List.of());
    this.retryAfter = retryAfter;
  }

  public Duration retryAfter() {
    return retryAfter;
  }

  /** The {@code Retry-After} header: whole seconds, at least 1. */
  public long retryAfterSeconds() {
    return Math.max(1, retryAfter.plusMillis(999).toSeconds());
  }

  @Override
  public ObjectNode document() {
    return super.document().put("retry_after_s", retryAfterSeconds());
  }
}
