package dev.ktsu.bench.product;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Processor time of a JVM without its compiler, which may be busy for minutes after a start and
 * says nothing about the work.
 */
final class ProcessorTime {
  /** Of a tick in /proc: Linux shows 100 a second everywhere. */
  private static final long TICK_MILLIS = 10;

  private static final int USER = 11;
  private static final int SYSTEM = 12;

  private ProcessorTime() {}

  /** What the threads that live have used; where /proc is missing, what the process has used. */
  static Duration of(ProcessHandle process) {
    Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
    if (!Files.isDirectory(threads)) {
      return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
    try (Stream<Path> all = Files.list(threads)) {
      return Duration.ofMillis(
          all.mapToLong(thread -> ticks(thread.resolve("stat"))).sum() * TICK_MILLIS);
    } catch (IOException ended) {
      return Duration.ZERO;
    }
  }

  /**
   * {@code 12 (C2 CompilerThre) S 1 …}: the name may hold spaces, so that fields count from its
   * end.
   */
  private static long ticks(Path stat) {
    try {
      String line = Files.readString(stat);
      int nameEnd = line.lastIndexOf(')');
      String name = line.substring(line.indexOf('(') + 1, nameEnd);
      if (name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler")) {
        return 0;
      }
      List<String> fields = List.of(line.substring(nameEnd + 2).split(" "));
      return Long.parseLong(fields.get(USER)) + Long.parseLong(fields.get(SYSTEM));
    } catch (IOException threadEnded) {
      return 0;
    }
  }
}
