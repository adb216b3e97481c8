package dev.ktsu.bench.product;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM holds, in MiB.
 *
 * @param resident of the process, as the system counts
 * @param heap used after a collection
 */
public record Memory(double resident, double heap) {
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern USED = Pattern.compile("used (\\d+)K");
  private static final long ANSWER_SECONDS = 20;

  /** Collects the garbage of a JVM and looks; the resident size is unknown (0) beyond Linux. */
  static Memory of(long pid) throws IOException, InterruptedException {
    command(pid, "GC.run");
    double heap = number(USED, command(pid, "GC.heap_info"));
    Path status = Path.of("/proc", Long.toString(pid), "status");
    boolean known = Files.isReadable(status);
    return new Memory(known ? number(RESIDENT, Files.readString(status)) : 0, heap);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.0f MiB resident, %.0f MiB of heap in use", resident, heap);
  }

  private static String command(long pid, String command) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(List.of(jcmd, Long.toString(pid), command))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("jcmd " + command + ": " + said);
    }
    return said;
  }

  private static double number(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new IllegalStateException("no " + pattern.pattern() + " in " + text);
    }
    return Long.parseLong(found.group(1)) / 1_024.0;
  }
}
