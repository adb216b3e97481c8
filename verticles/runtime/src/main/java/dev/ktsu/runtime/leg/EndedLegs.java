package dev.ktsu.runtime.leg;

import io.netty.util.collection.LongObjectHashMap;

/**
 * The latest legs that have ended, so that a request that comes twice, late, is known. It keeps 64
 * bits of each id and no object: thousands of texts that live for seconds would be copied by every
 * young collection. A new leg has the bits of a kept one once in 10^14 requests; it is then taken
 * and not started, and comes again when the heartbeats do not name it. Any thread.
 */
final class EndedLegs {
  static final int KEPT = 1 << 15;

  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final LongObjectHashMap<Boolean> known = new LongObjectHashMap<>();
  private final long[] inOrder = new long[KEPT];
  private int oldest;

  synchronized void add(String id) {
    long key = key(id);
    if (known.put(key, Boolean.TRUE) != null) {
      return;
    }
    if (known.size() > KEPT) {
      known.remove(inOrder[oldest]);
    }
    inOrder[oldest] = key;
    oldest = (oldest + 1) % KEPT;
  }

  synchronized boolean has(String id) {
    return known.containsKey(key(id));
  }

  /** FNV-1a over the characters. */
  private static long key(String id) {
    long hash = FNV_BASIS;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * FNV_PRIME;
    }
    return hash;
  }
}
