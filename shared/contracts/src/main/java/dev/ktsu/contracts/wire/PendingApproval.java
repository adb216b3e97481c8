package dev.ktsu.contracts.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tool call that a person must decide on before the step goes on.
 *
 * @param toolUseId the model's name of the call
 * @param arguments null for none
 * @param onReject {@code fail} or {@code recover}; empty means fail
 * @param timeoutMs how long a decision may take, 0 = as long as it likes
 * @param timeoutBehavior {@code fail} or {@code reject}; empty means fail
 * @param cause {@code outcome_unknown} where the call may have been made already; empty for one
 *     that must be approved
 */
public record PendingApproval(
    String toolName,
    String toolUseId,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode arguments,
    String onReject,
    long timeoutMs,
    String timeoutBehavior,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) String cause) {
  public static final String FAIL = "fail";
  public static final String RECOVER = "recover";
  public static final String REJECT = "reject";
  public static final String OUTCOME_UNKNOWN = "outcome_unknown";

  /** Of a question that is about no call: whether the run may spend more. */
  public static final String BUDGET_EXHAUSTED = "budget_exhausted";

  public PendingApproval {
    toolName = Objects.requireNonNullElse(toolName, "");
    toolUseId = Objects.requireNonNullElse(toolUseId, "");
    onReject = Objects.requireNonNullElse(onReject, "");
    timeoutBehavior = Objects.requireNonNullElse(timeoutBehavior, "");
    cause = Objects.requireNonNullElse(cause, "");
  }

  /** The same for a call that may have been made already. */
  public PendingApproval afterUnknownOutcome() {
    return new PendingApproval(
        toolName, toolUseId, arguments, onReject, timeoutMs, timeoutBehavior, OUTCOME_UNKNOWN);
  }

  /** Never the arguments, so that a log line cannot show them. */
  @Override
  public String toString() {
    return "PendingApproval[" + toolName + "]";
  }
}
