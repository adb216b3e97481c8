package dev.ktsu.contracts.wire;

import org.jspecify.annotations.Nullable;

/** Which model group answers, and with at most how many tokens (default 1024). */
public record ModelChoice(String group, int maxTokens) {
  public static final int MAX_TOKENS_DEFAULT = 1024;

  public ModelChoice {
    group = group == null ? "" : group;
    maxTokens = maxTokens <= 0 ? MAX_TOKENS_DEFAULT : maxTokens;
  }

  public static ModelChoice of(@Nullable String group) {
    return new ModelChoice(group == null ? "" : group, MAX_TOKENS_DEFAULT);
  }
}
