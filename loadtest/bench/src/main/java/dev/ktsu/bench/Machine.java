package dev.ktsu.bench;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What the figures were taken on. */
record Machine(
    int cores,
    String processor,
    String memory,
    String kernel,
    String jdk,
    String disk,
    String load) {

  /**
   * @param data where the stores lie
   */
  static Machine here(Path data) throws IOException {
    Files.createDirectories(data);
    FileStore store = Files.getFileStore(data);
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        after(Path.of("/proc/cpuinfo"), "model name"),
        after(Path.of("/proc/meminfo"), "MemTotal"),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.vendor") + " " + Runtime.version(),
        store.type(),
        loadNow());
  }

  /** The load averages of 1, 5 and 15 minutes. */
  static String loadNow() throws IOException {
    Path file = Path.of("/proc/loadavg");
    if (!Files.isReadable(file)) {
      return "unknown";
    }
    return String.join(" ", List.of(Files.readString(file).split(" ")).subList(0, 3));
  }

  String markdown() {
    return String.format(
        Locale.ROOT,
        "- machine: %d cores (%s), memory %s, %s, store on %s%n- JDK: %s%n"
            + "- load average at the start: %s%n",
        cores,
        processor,
        memory,
        kernel,
        disk,
        jdk,
        load);
  }

  private static String after(Path file, String name) throws IOException {
    if (!Files.isReadable(file)) {
      return "unknown";
    }
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }
}
