package dev.ktsu.shell;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The surroundings of a command.
 *
 * @param out results, UTF-8
 * @param err progress and errors, UTF-8
 * @param environment of the process
 * @param screen what the streams end at
 */
public record Shell(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Screen screen) {
  public Shell {
    environment = Map.copyOf(environment);
  }

  /**
   * What the streams end at. The JVM cannot tell on every release, so that the launcher says it in
   * system properties; without them nothing counts as a terminal.
   *
   * @param outIsTerminal whether a person looks at standard output
   * @param errIsTerminal whether a person looks at standard error
   */
  public record Screen(boolean outIsTerminal, boolean errIsTerminal, int columns, int rows) {
    private static final int COLUMNS = 80;
    private static final int ROWS = 24;

    static Screen ofProcess() {
      return new Screen(
          Boolean.getBoolean("ktsu.tty.out"),
          Boolean.getBoolean("ktsu.tty.err"),
          Integer.getInteger("ktsu.columns", COLUMNS),
          Integer.getInteger("ktsu.rows", ROWS));
    }
  }

  /** Those of this process. */
  public static Shell ofProcess() {
    return new Shell(
        System.in,
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        System.getenv(),
        Screen.ofProcess());
  }

  /** Whether standard output may show colours. */
  public boolean hasColours() {
    return screen.outIsTerminal() && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  private static PrintStream utf8(FileDescriptor stream) {
    return new PrintStream(new FileOutputStream(stream), true, StandardCharsets.UTF_8);
  }
}
