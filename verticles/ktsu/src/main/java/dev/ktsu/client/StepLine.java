package dev.ktsu.client;

import dev.ktsu.client.RunRecord.StepRecord;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.shell.Shell;
import java.util.Locale;

/** One line of text about a step, or about a run at its end. */
public final class StepLine {
  private StepLine() {}

  /**
   * {@code ● reply running 1.2s 840 tokens $0.0051}, then the error or what it waits for.
   *
   * @param idColumns width of the column of ids
   */
  public static String of(StepRecord step, int idColumns) {
    String id = step.id() + " ".repeat(Math.max(0, idColumns - step.id().length()));
    StringBuilder line = new StringBuilder(glyph(step.status()));
    line.append(' ').append(id).append("  ").append(step.status());
    if (hasStarted(step)) {
      line.append("  ").append(seconds(step.durationMillis()));
    }
    append(line, step.tokens(), step.costUsd());
    String why = step.error().isEmpty() ? step.reason() : step.error();
    if (!why.isEmpty()) {
      line.append("  ").append(why.lines().findFirst().orElse(""));
    }
    return line.toString();
  }

  /** The sum of a run: {@code run_… complete 0.4s 1,200 tokens $0.0061}. */
  static String summary(RunRecord record) {
    StringBuilder line = new StringBuilder(record.id() + " " + record.status());
    long millis = 0;
    long tokens = 0;
    double cost = 0;
    for (StepRecord step : record.steps()) {
      millis += step.durationMillis();
      tokens += step.tokens();
      cost += step.costUsd();
    }
    line.append("  ").append(seconds(millis));
    append(line, tokens, cost);
    return line.toString();
  }

  /** What stays of a run after its steps: the sum, the error, and the result on its own stream. */
  public static void end(Shell shell, RunRecord record) {
    shell.err().println(summary(record));
    if (!record.isComplete() && !record.error().isEmpty()) {
      shell.err().println("Error: " + record.error());
    }
    if (record.isComplete()) {
      record.result().ifPresent(output -> shell.out().println(Json.pretty(output)));
    }
  }

  private static void append(StringBuilder line, long tokens, double costUsd) {
    if (tokens > 0) {
      line.append("  ").append(String.format(Locale.ROOT, "%,d tokens", tokens));
    }
    if (costUsd > 0) {
      line.append("  ").append(String.format(Locale.ROOT, "$%.4f", costUsd));
    }
  }

  private static boolean hasStarted(StepRecord step) {
    return step.json().hasNonNull("started_at");
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1fs", millis / 1000.0);
  }

  private static String glyph(String status) {
    return switch (status) {
      case "complete" -> "✔";
      case "failed" -> "✖";
      case "running" -> "●";
      case "skipped" -> "↷";
      case "cancelled" -> "■";
      case "pending_approval" -> "‖";
      default -> "○";
    };
  }
}
