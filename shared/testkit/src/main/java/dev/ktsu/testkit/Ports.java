package dev.ktsu.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for processes that must be found at the same place after a restart. They lie below those
 * that systems give to port 0 and to outgoing connections, so that nobody takes one meanwhile.
 */
public final class Ports {
  private static final int FIRST = 15_000;
  private static final int AFTER_LAST = 32_000;
  private static final int TRIES = 1_000;
  private static final Set<Integer> GIVEN = new HashSet<>();

  private Ports() {}

  /** One that nobody listens on; each is given once. */
  public static synchronized int fixed() {
    for (int left = TRIES; left > 0; left--) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, AFTER_LAST);
      if (isFree(port) && GIVEN.add(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no port between " + FIRST + " and " + AFTER_LAST + " is free");
  }

  private static boolean isFree(int port) {
    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return taken.isBound();
    } catch (IOException inUse) {
      return false;
    }
  }
}
