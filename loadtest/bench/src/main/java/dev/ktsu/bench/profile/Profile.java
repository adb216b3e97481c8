package dev.ktsu.bench.profile;

import dev.ktsu.bench.load.Outcome.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/** A profile of one process of the product under a load. */
public final class Profile {
  /** Samples by processor time know native code as well, but only newer JVMs have them. */
  private static final int CPU_TIME_SINCE = 25;

  private static final String CPU_TIME = "jdk.CPUTimeSample";
  private static final String CPU_TIME_ON =
      "," + CPU_TIME + "#enabled=true," + CPU_TIME + "#throttle=2ms";
  private static final String EXECUTION = "jdk.ExecutionSample";
  private static final String ALLOCATION = "jdk.ObjectAllocationSample";

  private Profile() {}

  /** Starts the process with the flags that record it, loads it, stops it, and says when. */
  @FunctionalInterface
  public interface Work {
    Window run(List<String> flags) throws Exception;
  }

  /**
   * The tables for some work.
   *
   * @param folder where the recording lies meanwhile
   */
  public static String of(Path folder, Work work) throws Exception {
    Files.createDirectories(folder);
    Path file = Files.createTempFile(folder, "profile-", ".jfr");
    try {
      Window window = work.run(flags(file));
      return tables(file, window);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static List<String> flags(Path file) {
    String recording = "-XX:StartFlightRecording:settings=profile,filename=" + file;
    return List.of(
        "-XX:+UnlockDiagnosticVMOptions",
        "-XX:+DebugNonSafepoints",
        hasCpuTime() ? recording + CPU_TIME_ON : recording);
  }

  private static boolean hasCpuTime() {
    return Runtime.version().feature() >= CPU_TIME_SINCE
        && System.getProperty("os.name").equals("Linux");
  }

  private static String tables(Path file, Window window) throws IOException {
    Costs processor = new Costs();
    Costs memory = new Costs();
    String sample = hasCpuTime() ? CPU_TIME : EXECUTION;
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        long at = event.getStartTime().toEpochMilli();
        boolean measured = at >= window.from() && at < window.until();
        if (measured && event.getStackTrace() != null) {
          String type = event.getEventType().getName();
          if (type.equals(sample)) {
            processor.add(thread(event), event.getStackTrace(), 1);
          } else if (type.equals(ALLOCATION)) {
            memory.add(thread(event), event.getStackTrace(), event.getLong("weight"));
          }
        }
      }
    }
    return "## Processor time (%s)%n%n%s%n## Allocation%n%n%s"
        .formatted(sample, processor.markdown(), memory.markdown());
  }

  private static String thread(RecordedEvent event) {
    String field = event.hasField("sampledThread") ? "sampledThread" : "eventThread";
    RecordedThread thread = event.getThread(field);
    return thread == null || thread.getJavaName() == null ? "native" : thread.getJavaName();
  }
}
