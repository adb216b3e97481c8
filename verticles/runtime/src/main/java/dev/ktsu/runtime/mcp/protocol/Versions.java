package dev.ktsu.runtime.mcp.protocol;

import java.util.Set;

/** Protocol revisions that this client speaks. */
public final class Versions {
  /** What it asks for. */
  public static final String WANTED = "2025-11-25";

  /** What it takes from a server whose handshake names none: the first revision. */
  public static final String FIRST = "2024-11-05";

  private static final Set<String> SPOKEN = Set.of(FIRST, "2025-03-26", "2025-06-18", WANTED);

  private Versions() {}

  public static boolean isSpoken(String version) {
    return SPOKEN.contains(version);
  }
}
