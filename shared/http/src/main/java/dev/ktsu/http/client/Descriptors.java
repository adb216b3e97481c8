package dev.ktsu.http.client;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * Whether the connections of a process fit what the operating system allows it to open. A JVM that
 * runs out of descriptors cannot even load classes any more, so it is said at the start.
 */
public final class Descriptors {
  /** For the listener, the store, jars and logs. */
  private static final long RESERVE = 1_500;

  private Descriptors() {}

  /**
   * A warning when {@code connections} of the process's clients may be too many, else nothing.
   *
   * @param connections that its clients may open at once, over all hosts
   */
  public static Optional<String> warning(long connections) {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? warning(connections, unix.getMaxFileDescriptorCount())
        : Optional.empty();
  }

  static Optional<String> warning(long connections, long descriptorsMax) {
    if (descriptorsMax <= 0 || connections <= descriptorsMax - RESERVE) {
      return Optional.empty();
    }
    return Optional.of(
        "clients may open "
            + connections
            + " connections, but this process may have only "
            + descriptorsMax
            + " files open; raise `ulimit -n` or lower the limits of connections");
  }
}
