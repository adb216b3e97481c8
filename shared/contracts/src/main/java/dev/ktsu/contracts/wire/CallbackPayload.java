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
    List<Message> messages) {
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
  }
}
