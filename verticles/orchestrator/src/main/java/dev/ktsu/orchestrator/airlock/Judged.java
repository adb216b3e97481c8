package dev.ktsu.orchestrator.airlock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.wire.Metrics;
import org.jspecify.annotations.Nullable;

/** The verdict on how a leg ended. Only the Air-Lock makes one. */
public final class Judged {
  /** What the verdict is. */
  public enum Kind {
    PASSED,
    /** The agent asked to be skipped. */
    SKIPPED,
    FAILED
  }

  private final Kind kind;
  private final @Nullable Code code;
  private final String error;
  private final ObjectNode body;
  private final @Nullable Metrics metrics;

  Judged(Kind kind, @Nullable Code code, String error, ObjectNode body, @Nullable Metrics metrics) {
    this.kind = kind;
    this.code = code;
    this.error = error;
    this.body = body;
    this.metrics = metrics;
  }

  public Kind kind() {
    return kind;
  }

  /** Why it did not pass, null when it did. */
  public @Nullable Code code() {
    return code;
  }

  /** For people, empty when it passed. */
  public String error() {
    return error;
  }

  /**
   * What is kept: {@code output} where it passed or was skipped; {@code raw_output}, {@code
   * violations} (pointer, keyword, message) and the whole {@code error} where it failed; {@code
   * flags}, {@code rationale}, {@code confidence} and {@code stripped} (unknown reserved names)
   * where the agent gave them.
   */
  public ObjectNode body() {
    return body;
  }

  /** Usage, null when none was reported. */
  public @Nullable Metrics metrics() {
    return metrics;
  }
}
