package dev.ktsu.orchestrator;

import dev.ktsu.orchestrator.run.Instances.Life;
import dev.ktsu.orchestrator.run.Instances.Processes;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Processes of this machine, so that the lease of one that was killed need not be waited for:
 * {@code <machine>/<pid>/<start in milliseconds>}.
 */
final class LocalProcesses implements Processes {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path NAMESPACE = Path.of("/proc/self/ns/pid");

  /** The start of a process is known to the clock tick. */
  private static final long START_MILLIS_OFF_MAX = 2_000;

  private final String machine = machine();

  @Override
  public String self() {
    ProcessHandle self = ProcessHandle.current();
    return machine + "/" + self.pid() + "/" + startMillis(self);
  }

  @Override
  public Life life(String process) {
    String[] parts = process.split("/");
    if (parts.length != 3 || !parts[0].equals(machine)) {
      return Life.UNKNOWN;
    }
    return ProcessHandle.of(Long.parseLong(parts[1]))
        .filter(found -> isAbout(startMillis(found), Long.parseLong(parts[2])))
        .map(found -> Life.RUNNING)
        .orElse(Life.GONE);
  }

  private static boolean isAbout(long millis, long others) {
    return Math.abs(millis - others) <= START_MILLIS_OFF_MAX;
  }

  private static long startMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /** The table of processes that this one is in: of this start of a kernel, and of a container. */
  private static String machine() {
    try {
      String namespace = Files.readSymbolicLink(NAMESPACE).toString();
      return Files.readString(BOOT).strip() + "-" + namespace.replaceAll("\\D", "");
    } catch (IOException notLinux) {
      return host();
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException nameless) {
      return "localhost";
    }
  }
}
