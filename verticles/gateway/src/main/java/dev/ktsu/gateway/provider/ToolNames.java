package dev.ktsu.gateway.provider;

import dev.ktsu.contracts.wire.GatewayRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tool names as providers accept them: letters, digits, {@code _} and {@code -}, at most 64. Other
 * names are replaced by one derived from the name itself, so that the turns of a conversation keep
 * agreeing, and are put back in answers.
 */
public final class ToolNames {
  private static final int CHARS_MAX = 64;
  private static final int HASH_CHARS = 9;

  private final Map<String, String> originals;

  private ToolNames(Map<String, String> originals) {
    this.originals = originals;
  }

  /** The names of the tools that are offered. */
  public static ToolNames of(List<GatewayRequest.ToolSpec> tools) {
    Map<String, String> renamed = new HashMap<>();
    for (GatewayRequest.ToolSpec tool : tools) {
      String safe = safe(tool.name());
      if (!safe.equals(tool.name())) {
        renamed.put(safe, tool.name());
      }
    }
    return new ToolNames(renamed);
  }

  /** The tool's own name for one that came from a provider. */
  public String original(String safe) {
    return originals.getOrDefault(safe, safe);
  }

  /** The name, or id, that a provider is shown; the same text gives the same result. */
  public static String safe(String name) {
    if (isSafe(name)) {
      return name;
    }
    String kept = name.replaceAll("[^a-zA-Z0-9_-]", "_");
    String head = kept.substring(0, Math.min(kept.length(), CHARS_MAX - HASH_CHARS));
    return head + "_" + String.format("%08x", name.hashCode());
  }

  private static boolean isSafe(String name) {
    return !name.isEmpty()
        && name.length() <= CHARS_MAX
        && name.chars().allMatch(ToolNames::isSafe);
  }

  private static boolean isSafe(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '-';
  }
}
