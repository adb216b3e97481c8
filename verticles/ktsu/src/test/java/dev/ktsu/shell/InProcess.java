package dev.ktsu.shell;

import dev.ktsu.cli.Projects;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/** A command inside of this process, on a project that is written for one test. */
public record InProcess(Path root) {
  /** What a call left. */
  public record Outcome(int code, String out, String err) {}

  /** A project with the agent {@code writer}. */
  public static InProcess withWriter(Path root) {
    return withWriter(root, "");
  }

  /**
   * The same.
   *
   * @param more keys of the agent's file
   */
  public static InProcess withWriter(Path root, String more) {
    return new InProcess(root).with("agents/writer.agent.yaml", Projects.AGENT + more);
  }

  public InProcess with(String file, String text) {
    new Projects(root).with(file, text);
    return this;
  }

  /**
   * Calls a command, with the project as the one of the environment.
   *
   * @param command made for a shell: an object of picocli, or a line of it
   */
  public Outcome call(Function<Shell, Object> command, String... options) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Shell shell =
        new Shell(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("KTSU_PROJECT_DIR", root.toString()),
            new Shell.Screen(false, false, 80, 24));
    Object made = command.apply(shell);
    CommandLine line = made instanceof CommandLine whole ? whole : new CommandLine(made);
    int code =
        line.setOut(new PrintWriter(shell.out(), true))
            .setErr(new PrintWriter(shell.err(), true))
            .execute(options);
    return new Outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
