package dev.ktsu.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command as a user calls it: a process of its own, with exit code and both streams. */
final class Cli {
  private static final long PATIENCE_SECONDS = 120;

  /** The root of the clone, since examples are run as they are. */
  static final Path HOME = Path.of("../..").toAbsolutePath().normalize();

  private final Path dir;
  private final Map<String, String> environment;

  /**
   * @param dir working directory
   * @param environment added to that of this process
   */
  Cli(Path dir, Map<String, String> environment) {
    this.dir = dir;
    this.environment = environment;
  }

  /** What a call left. */
  record Outcome(int code, String out, String err) {}

  /** Calls and waits for the end. */
  Outcome call(String... args) {
    return ended(builder(command(args)));
  }

  /** A line of a shell in which {@code ./ktsu} is the command, with what is exported before. */
  Outcome shell(String line, Map<String, String> exported) {
    return ended(shellBuilder(line, exported));
  }

  /** A line of a shell that goes on until it is told to end. */
  Running startShell(String line, Map<String, String> exported) {
    return running(shellBuilder("exec " + line, exported));
  }

  /** Calls what goes on until it is told to end. */
  Running start(String... args) {
    return running(builder(command(args)));
  }

  private ProcessBuilder shellBuilder(String line, Map<String, String> exported) {
    ProcessBuilder builder = builder(List.of("bash", "-c", line));
    builder.environment().putAll(exported);
    return builder;
  }

  /** Puts the command into the working directory, as a clone has it. */
  Cli withLauncher() throws IOException {
    StringBuilder script = new StringBuilder("#!/usr/bin/env bash\nexec");
    command().forEach(word -> script.append(" '").append(word).append('\''));
    Path launcher = Files.writeString(dir.resolve("ktsu"), script.append(" \"$@\"\n"));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    return this;
  }

  private static Outcome ended(ProcessBuilder builder) {
    try {
      Path out = Files.createTempFile("ktsu", ".out");
      Path err = Files.createTempFile("ktsu", ".err");
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      int code = codeOf(process);
      return new Outcome(code, Files.readString(out), Files.readString(err));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Running running(ProcessBuilder builder) {
    try {
      return new Running(builder.redirectErrorStream(true).start());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static List<String> command(String... args) {
    List<String> command = new ArrayList<>(Jar.START);
    command.addAll(List.of(args));
    return command;
  }

  /** The jar, and an archive of its classes, which halves the start of a process. */
  private static final class Jar {
    private static final Path JAR =
        Path.of(System.getProperty("ktsu.jar", "target/ktsu.jar")).toAbsolutePath();
    private static final List<String> JAVA =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED");

    static final List<String> START = start();

    private static List<String> start() {
      Path archive = JAR.resolveSibling("commands.jsa");
      List<String> first = new ArrayList<>(JAVA);
      first.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable"));
      first.addAll(List.of("-jar", JAR.toString(), "run"));
      first.addAll(List.of(HOME.resolve("examples/hello").toString(), "--input", "{}"));
      ProcessBuilder run = new ProcessBuilder(first);
      run.environment().put("KTSU_DB_PATH", JAR.resolveSibling("commands.db").toString());
      Outcome made = ended(run);
      if (!Files.exists(archive)) {
        throw new AssertionError(JAR + " does not run; build it with mvn package: " + made);
      }
      List<String> start = new ArrayList<>(JAVA);
      start.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable"));
      start.addAll(List.of("-jar", JAR.toString()));
      return start;
    }
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("KTSU_"));
    builder.environment().putAll(environment);
    return builder;
  }

  private static int codeOf(Process process) {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("did not end within " + PATIENCE_SECONDS + " s");
      }
      return process.exitValue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  /** A process that goes on; its two streams are read as one. */
  static final class Running implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final StringBuilder read = new StringBuilder();

    private Running(Process process) {
      this.process = process;
      this.output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Reads on until a line has the pattern, and gives its first group. */
    String await(String pattern) {
      Pattern wanted = Pattern.compile(pattern);
      try {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          read.append(line).append('\n');
          Matcher matcher = wanted.matcher(line);
          if (matcher.find()) {
            return matcher.group(1);
          }
        }
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
      throw new AssertionError("no line with " + pattern + " in:\n" + read);
    }

    /** The lines so far. */
    String read() {
      return read.toString();
    }

    /** SIGINT, which Java itself cannot send. */
    int interrupt() {
      try {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).inheritIO().start();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
      return codeOf(process);
    }

    /** SIGTERM. */
    int terminate() {
      process.destroy();
      return codeOf(process);
    }

    /** SIGKILL. */
    void kill() {
      process.destroyForcibly();
      codeOf(process);
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
