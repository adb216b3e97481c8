package dev.ktsu.project;

import dev.ktsu.contracts.wire.ToolEffect;
import java.util.Optional;

/**
 * An entry of an allowlist.
 *
 * @param pattern names of tools: exact, {@code prefix*} or {@code *}
 * @param approval absent = the entry asks nobody
 * @param effect of their calls; absent = as their server says
 * @param unknown what is asked when nobody knows whether a call was made; absent = the step fails
 */
public record AllowedTools(
    String pattern,
    Optional<ApprovalPolicy> approval,
    Optional<ToolEffect> effect,
    Optional<ApprovalPolicy> unknown) {
  static AllowedTools named(String pattern) {
    return new AllowedTools(pattern, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
