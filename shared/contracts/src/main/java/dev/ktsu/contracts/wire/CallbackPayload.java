package dev.ktsu.contracts.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
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
 * @param isResume of a leg that went on after decisions: Go then adds what the one before has used
 * @param pendingApproval of a leg that asks: the first call; Go asks for one at a time
 * @param pendingApprovals of a leg that asks: all calls; empty from Go
 * @param originalRequest of a leg that asks: its {@link InvokeRequest}, with its credentials. Only
 *     for Go, which begins the next leg from it
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
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean isResume,
    List<Message> messages,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable PendingApproval pendingApproval,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PendingApproval> pendingApprovals,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode originalRequest) {
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

  /** Of a first leg that asks for nothing. */
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
    this(
        runId, stepId, status, output, error, errorCode, rawOutput, metrics, false, messages, null,
        List.of(), null);
  }

  /** The same, of a leg that asks for these calls, at least one. */
  public CallbackPayload asking(List<PendingApproval> calls) {
    return with(isResume, calls.getFirst(), calls, originalRequest);
  }

  /** The same, of a leg that went on after decisions. */
  public CallbackPayload resumed() {
    return with(true, pendingApproval, pendingApprovals, originalRequest);
  }

  /** The same with the request that began the leg. */
  public CallbackPayload to(InvokeRequest request) {
    return with(isResume, pendingApproval, pendingApprovals, Json.tree(request));
  }

  /** The calls that a leg asks for. */
  public List<PendingApproval> asked() {
    return pendingApprovals.isEmpty() && pendingApproval != null
        ? List.of(pendingApproval)
        : pendingApprovals;
  }

  private CallbackPayload with(
      boolean resumed,
      @Nullable PendingApproval first,
      List<PendingApproval> all,
      @Nullable JsonNode request) {
    return new CallbackPayload(
        runId, stepId, status, output, error, errorCode, rawOutput, metrics, resumed, messages,
        first, all, request);
  }

  /** Only what names the leg: conversations and credentials stay out of logs. */
  @Override
  public String toString() {
    return "CallbackPayload[" + runId + " " + stepId + " " + status + "]";
  }
}
