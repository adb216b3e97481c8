package dev.ktsu.contracts.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a runtime posts when a leg ends. {@code output}, {@code error}, {@code metrics} and {@code
 * messages} are always written, as readers of Go's ktsu expect them.
 *
 * @param status {@code ok}, {@code failed} or {@code pending_approval}
 * @param output the answer, null when the leg failed
 * @param error what went wrong, empty when nothing did
 * @param errorCode why it failed, for programs; null from Go
 * @param rawOutput the last text that was no valid answer
 * @param messages the conversation
 * @param pendingApproval of a leg that asks: the call; Go asks for one at a time
 * @param pendingApprovals of a leg that asks for several; empty where {@code pendingApproval} says
 *     it
 */
public record CallbackPayload(
    String runId,
    String stepId,
    String status,
    @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable JsonNode output,
    String error,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String errorCode,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String rawOutput,
    Metrics metrics,
    List<Message> messages,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable PendingApproval pendingApproval,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PendingApproval> pendingApprovals) {
  public static final String OK = "ok";
  public static final String FAILED = "failed";
  public static final String PENDING_APPROVAL = "pending_approval";

  public CallbackPayload {
    runId = Objects.requireNonNullElse(runId, "");
    stepId = Objects.requireNonNullElse(stepId, "");
    status = Objects.requireNonNullElse(status, "");
    error = Objects.requireNonNullElse(error, "");
    metrics = Objects.requireNonNullElse(metrics, Metrics.NONE);
    messages = messages == null ? List.of() : List.copyOf(messages);
    pendingApprovals = pendingApprovals == null ? List.of() : List.copyOf(pendingApprovals);
  }

  /** Of a leg that asks for nothing. */
  public CallbackPayload(
      String runId,
      String stepId,
      String status,
      @Nullable JsonNode output,
      String error,
      @Nullable String errorCode,
      @Nullable String rawOutput,
      Metrics metrics,
      List<Message> messages) {
    this(runId, stepId, status, output, error, errorCode, rawOutput, metrics, messages, null, null);
  }

  /** The calls that a leg asks for. */
  public List<PendingApproval> asked() {
    return pendingApprovals.isEmpty() && pendingApproval != null
        ? List.of(pendingApproval)
        : pendingApprovals;
  }
}
