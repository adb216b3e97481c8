package dev.ktsu.bench.product;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of the product; it never outlives this one. */
public final class Tier implements AutoCloseable {
  private static final Pattern LISTENING =
      Pattern.compile("(orchestrator|runtime|gateway) listening on http://127\\.0\\.0\\.1:(\\d+)");
  private static final long START_SECONDS = 60;
  private static final long STOP_SECONDS = 20;
  private static final int LINES_KEPT = 30;

  private final Process process;
  private final long begunAt;
  private final Thread reader;
  private final Thread killer;
  private final Map<String, InetSocketAddress> listening = new HashMap<>();
  private final Deque<String> lastLines = new ArrayDeque<>();

  private Tier(Process process, long begunAt) {
    this.process = process;
    this.begunAt = begunAt;
    reader = Thread.ofPlatform().name("bench-log").daemon().start(this::read);
    killer = Thread.ofPlatform().unstarted(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(killer);
  }

  /**
   * How to start one.
   *
   * @param jar of {@code verticles/<tier>/target}
   * @param flags of the JVM
   * @param environment all {@code KTSU_*} variables that it sees, and more
   */
  public record Command(
      Path jar, List<String> flags, List<String> arguments, Map<String, String> environment) {}

  /** Starts a process with the JDK of this one. */
  public static Tier start(Command command) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(command.flags());
    line.addAll(List.of("-jar", command.jar().toString()));
    line.addAll(command.arguments());
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("KTSU_"));
    builder.environment().putAll(command.environment());
    long begunAt = System.nanoTime();
    return new Tier(builder.start(), begunAt);
  }

  /**
   * Where a tier of this process listens; waits for it.
   *
   * @param tier orchestrator, runtime or gateway
   * @throws IllegalStateException with the last lines of its log, when it does not listen
   */
  public InetSocketAddress address(String tier) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    synchronized (listening) {
      while (!listening.containsKey(tier)) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0 || !process.isAlive()) {
          throw new IllegalStateException("the " + tier + " does not listen:\n" + log());
        }
        listening.wait(Math.min(left, 100));
      }
      return listening.get(tier);
    }
  }

  /** Processor time that it has used so far, without the JVM's compiler. */
  public Duration cpu() {
    return ProcessorTime.of(process.toHandle());
  }

  /** What it holds now, after a collection of its garbage. */
  public Memory memory() throws IOException, InterruptedException {
    return Memory.of(process.pid());
  }

  /** When it was started, as {@link System#nanoTime}. */
  long begunAt() {
    return begunAt;
  }

  /** {@code kill -9}, and waits until it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** The last lines of its log. */
  public String log() {
    synchronized (lastLines) {
      return String.join("\n", lastLines);
    }
  }

  /** Asks it to stop, and kills it when it does not. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      reader.join(TimeUnit.SECONDS.toMillis(1));
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(killer);
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        keep(line);
        Matcher found = LISTENING.matcher(line);
        if (found.find()) {
          heard(found.group(1), Integer.parseInt(found.group(2)));
        }
      }
    } catch (IOException gone) {
      keep("(the log ended: " + gone.getMessage() + ")");
    }
  }

  private void keep(String line) {
    synchronized (lastLines) {
      lastLines.add(line);
      if (lastLines.size() > LINES_KEPT) {
        lastLines.remove();
      }
    }
  }

  private void heard(String tier, int port) {
    synchronized (listening) {
      listening.put(tier, new InetSocketAddress("127.0.0.1", port));
      listening.notifyAll();
    }
  }
}
