package dev.ktsu.contracts.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A tool call that a person has approved, as it was asked for.
 *
 * @param toolUseId the model's name of the call
 * @param toolName null from Go, which names the call alone
 * @param argumentsHash as in {@link Intent}; null from Go
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApprovedCall(
    String toolUseId, @Nullable String toolName, @Nullable String argumentsHash) {

  /** Whether {@code call} is what was approved: the same tool and the same arguments. */
  public boolean isFor(ToolCall call) {
    return toolUseId.equals(call.id())
        && (toolName == null || toolName.equals(call.name()))
        && (argumentsHash == null || argumentsHash.equals(Intent.hash(call.arguments())));
  }
}
