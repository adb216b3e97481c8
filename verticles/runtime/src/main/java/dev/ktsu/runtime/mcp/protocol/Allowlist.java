package dev.ktsu.runtime.mcp.protocol;

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
    return patterns.stream().anyMatch(pattern -> matches(pattern, tool));
  }

  private static boolean matches(String pattern, String tool) {
    return pattern.endsWith("*")
        ? tool.startsWith(pattern.substring(0, pattern.length() - 1))
        : tool.equals(pattern);
  }
}
