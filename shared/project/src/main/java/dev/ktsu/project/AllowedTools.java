package dev.ktsu.project;

import dev.ktsu.contracts.wire.ToolEffect;
import java.util.Optional;

/**
 * An entry of an allowlist.
 *
 * @param pattern names of tools: exact, {@code prefix*} or {@code *}
 * @param approval absent = the entry asks nobody
 * @param effect of their calls; absent = as their server says
 */
public record AllowedTools(
    String pattern, Optional<ApprovalPolicy> approval, Optional<ToolEffect> effect) {
  static AllowedTools named(String pattern) {
    return new AllowedTools(pattern, Optional.empty(), Optional.empty());
  }
}
