package dev.ktsu.contracts.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /invoke} of a runtime: run one leg of an agent step and post a {@link
 * CallbackPayload} to {@code callbackUrl}.
 *
 * @param runId root run, opaque to the runtime
 * @param stepId path of the step, opaque to the runtime
 * @param reflect prompt of the reflection call, null for none
 * @param confidenceThreshold null or 0 switches it off
 * @param maxTurns model calls of the loop; 10 where the sender leaves it out or sends ≤ 0
 * @param leg number of the leg; null from Go
 * @param deadlineMs milliseconds since the epoch, after which the answer is no longer wanted; null
 *     for none
 * @param outputSchema JSON Schema of the answer; null for none
 * @param messages with {@code isResume}: the conversation up to the tool calls that people were
 *     asked about, and answers to those that were rejected
 * @param approvedToolCalls names of the calls that were approved
 * @param approvedCalls the same with what was approved; empty from Go
 * @param isResume the leg goes on after decisions on tool calls
 * @param checkpointUrl takes a {@link Checkpoint} after each turn that called tools; null from Go
 * @param intentUrl takes an {@link Intent} before each effectful tool call; null from Go
 * @param resume where the leg goes on that a lost one has begun; null for the beginning
 * @param spend what the leg may spend; null for a run without a budget, and from Go
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InvokeRequest(
    String runId,
    String stepId,
    String agentName,
    String system,
    String userMessage,
    @Nullable String reflect,
    @Nullable Double confidenceThreshold,
    int maxTurns,
    ModelChoice model,
    List<ToolServerRef> toolServers,
    String callbackUrl,
    @Nullable JsonNode outputSchema,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Message> messages,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> approvedToolCalls,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ApprovedCall> approvedCalls,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean isResume,
    @Nullable Integer leg,
    @Nullable Long deadlineMs,
    @Nullable String checkpointUrl,
    @Nullable String intentUrl,
    @Nullable Resume resume,
    @Nullable Spend spend) {
  public static final int MAX_TURNS_DEFAULT = 10;

  public InvokeRequest {
    runId = Objects.requireNonNullElse(runId, "");
    stepId = Objects.requireNonNullElse(stepId, "");
    agentName = Objects.requireNonNullElse(agentName, "");
    system = Objects.requireNonNullElse(system, "");
    userMessage = Objects.requireNonNullElse(userMessage, "");
    maxTurns = maxTurns <= 0 ? MAX_TURNS_DEFAULT : maxTurns;
    model = model == null ? ModelChoice.of(null) : model;
    toolServers = toolServers == null ? List.of() : List.copyOf(toolServers);
    callbackUrl = Objects.requireNonNullElse(callbackUrl, "");
    messages = messages == null ? List.of() : List.copyOf(messages);
    checkpointUrl = blankToNull(checkpointUrl);
    intentUrl = blankToNull(intentUrl);
    approvedToolCalls = approvedToolCalls == null ? List.of() : List.copyOf(approvedToolCalls);
    approvedCalls = approvedCalls == null ? List.of() : List.copyOf(approvedCalls);
  }

  /** Where this leg begins. */
  public Resume start() {
    return Objects.requireNonNullElse(resume, Resume.NOTHING);
  }

  /** The calls to make that people have approved. */
  public List<ApprovedCall> approved() {
    return approvedCalls.isEmpty()
        ? approvedToolCalls.stream().map(id -> new ApprovedCall(id, null, null)).toList()
        : approvedCalls;
  }

  /** The same leg with other tool servers. */
  public InvokeRequest withToolServers(List<ToolServerRef> others) {
    return new InvokeRequest(
        runId,
        stepId,
        agentName,
        system,
        userMessage,
        reflect,
        confidenceThreshold,
        maxTurns,
        model,
        others,
        callbackUrl,
        outputSchema,
        messages,
        approvedToolCalls,
        approvedCalls,
        isResume,
        leg,
        deadlineMs,
        checkpointUrl,
        intentUrl,
        resume,
        spend);
  }

  private static @Nullable String blankToNull(@Nullable String url) {
    return url == null || url.isBlank() ? null : url;
  }

  /** Only what names the leg: prompts and credentials stay out of logs. */
  @Override
  public String toString() {
    return "InvokeRequest[" + runId + " " + stepId + " leg " + leg + "]";
  }
}
