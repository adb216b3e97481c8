package dev.ktsu.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A tier in a JVM of its own, to be stopped gently or killed. */
public final class TierProcess implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening on (http://[^\\s]+)");
  private static final long WAIT_SECONDS = 60;

  private final Process process;
  private final Thread reader;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> urls = new LinkedBlockingQueue<>();

  private TierProcess(Process process) {
    this.process = process;
    this.reader = Thread.ofPlatform().daemon().start(this::read);
  }

  /**
   * Starts the main class with the class path of this JVM.
   *
   * @param environment all of its {@code KTSU_*} variables, and more
   */
  public static TierProcess start(
      Class<?> main, Map<String, String> environment, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(Arrays.asList(arguments));
    return start(command, environment);
  }

  /**
   * Starts the JDK of this JVM.
   *
   * @param arguments of {@code java}
   * @param environment all of its {@code KTSU_*} variables, and more
   */
  public static TierProcess start(List<String> arguments, Map<String, String> environment) {
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(arguments);
    return run(command, environment);
  }

  /** Starts any command; see {@link #start(List, Map)}. */
  public static TierProcess run(List<String> command, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("KTSU_"));
    builder.environment().putAll(environment);
    try {
      return new TierProcess(builder.start());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The {@code java} of this JVM. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Where it listens, read from its log; waits for it. */
  public String url() {
    try {
      String url = urls.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      if (url == null) {
        throw new AssertionError("the process did not listen: " + log);
      }
      urls.add(url);
      return url;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** {@code kill -9}. */
  public void kill() {
    process.destroyForcibly();
    exitValue();
  }

  /** {@code kill -STOP}: it stands still until {@link #goOn}. */
  public void pause() {
    signal("-STOP");
  }

  public void goOn() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** {@code kill -TERM}; gives the exit value. */
  public int terminate() {
    process.toHandle().destroy();
    return exitValue();
  }

  /** Waits for the end, after which the log is whole. */
  public int exitValue() {
    try {
      if (!process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)
          || !reader.join(Duration.ofSeconds(WAIT_SECONDS))) {
        throw new AssertionError("the process does not end: " + log);
      }
      return process.exitValue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** The lines of its log so far. */
  public List<String> log() {
    return List.copyOf(log);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String line = lines.readLine();
      while (line != null) {
        log.add(line);
        Matcher listening = LISTENING.matcher(line);
        if (listening.find()) {
          urls.add(listening.group(1));
        }
        line = lines.readLine();
      }
    } catch (IOException gone) {
      // A killed process takes its end of the pipe with it.
    }
  }
}
