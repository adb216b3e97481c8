package dev.ktsu.runtime.mcp.transport;

/**
 * Limits of a tool server's answers.
 *
 * @param callMillis longest wait for one
 * @param bytesMax largest one
 */
public record Limits(long callMillis, int bytesMax) {
  /** Opening and closing a connection should take no longer. */
  static final long HANDSHAKE_MILLIS = 10_000;
}
