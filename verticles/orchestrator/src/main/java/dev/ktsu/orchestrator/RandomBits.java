package dev.ktsu.orchestrator;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * Random bits that nobody can guess, drawn from the system some thousand at a time: one by one they
 * cost as much as a small decision. Any thread.
 */
final class RandomBits {
  private static final int BYTES_AT_ONCE = 4096;

  private final SecureRandom system = new SecureRandom();
  private final ByteBuffer drawn = ByteBuffer.allocate(BYTES_AT_ONCE).limit(0);

  synchronized long nextLong() {
    if (!drawn.hasRemaining()) {
      system.nextBytes(drawn.array());
      drawn.clear();
    }
    return drawn.getLong();
  }

  /** From 0 to below {@code bound}. */
  int below(int bound) {
    return Math.floorMod(nextLong(), bound);
  }
}
