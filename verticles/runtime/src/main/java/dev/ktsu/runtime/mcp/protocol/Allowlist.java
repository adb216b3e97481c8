package dev.ktsu.runtime.mcp.protocol;

import dev.ktsu.contracts.wire.ToolServerRef;
import java.util.List;

/**
 * The tools of a server that an agent may use, by exact name, {@code prefix*} or {@code *}. An
 * empty list permits none.
 */
public record Allowlist(List<String> patterns) {
  public static final Allowlist ALL = new Allowlist(List.of("*"));

  public Allowlist {
    patterns = List.copyOf(patterns);
  }

  public boolean isEmpty() {
    return patterns.isEmpty();
  }

  public boolean permits(String tool) {
    return patterns.stream().anyMatch(pattern -> ToolServerRef.matches(pattern, tool));
  }
}
