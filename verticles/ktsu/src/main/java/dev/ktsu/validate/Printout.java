package dev.ktsu.validate;

import dev.ktsu.project.Diagnostic;
import dev.ktsu.project.Report;
import dev.ktsu.project.Report.Entry;
import dev.ktsu.project.Report.Kind;
import java.util.List;
import java.util.stream.Collectors;

/** A report as a person reads it. */
final class Printout {
  private static final String GREEN = "\u001B[32m";
  private static final String RED = "\u001B[31m";
  private static final String PLAIN = "\u001B[0m";

  private final Report report;
  private final boolean coloured;

  Printout(Report report, boolean coloured) {
    this.report = report;
    this.coloured = coloured;
  }

  /** Every file by kind, with its errors, and the count. */
  String overview(String project, String workflowDir) {
    StringBuilder text = new StringBuilder("\nProject Validation (" + project + "):\n");
    if (entries(Kind.WORKFLOW).isEmpty()) {
      text.append("\nno workflow files found in ").append(workflowDir).append('\n');
    }
    for (Kind kind : Kind.values()) {
      List<Entry> entries = entries(kind);
      if (!entries.isEmpty()) {
        text.append('\n').append(heading(kind)).append(":\n");
        entries.forEach(entry -> append(text, entry));
      }
    }
    long valid = report.entries().stream().filter(Entry::isValid).count();
    int total = report.entries().size();
    return text.append(
            "\nSummary: %d total, %d valid, %d invalid\n".formatted(total, valid, total - valid))
        .toString();
  }

  /** What does not keep a workflow from running, one line each. */
  String warnings() {
    return report.entries().stream()
        .flatMap(entry -> entry.diagnostics().stream())
        .filter(diagnostic -> !diagnostic.isError())
        .distinct()
        .map(warning -> "Warning: " + warning + "\n")
        .collect(Collectors.joining());
  }

  /** The errors of workflows again, or that something else is wrong; nothing when all is well. */
  String errors() {
    if (report.isValid()) {
      return "";
    }
    String ofWorkflows =
        entries(Kind.WORKFLOW).stream()
            .flatMap(entry -> entry.diagnostics().stream())
            .filter(Diagnostic::isError)
            .distinct()
            .map(Diagnostic::toString)
            .collect(Collectors.joining("\n"));
    return "Error: " + (ofWorkflows.isEmpty() ? "validation failed" : ofWorkflows) + "\n";
  }

  private void append(StringBuilder text, Entry entry) {
    String word = entry.isValid() ? painted(GREEN, "OKAY") : painted(RED, "FAIL");
    text.append("  ").append(word).append(' ').append(entry.file()).append('\n');
    entry.diagnostics().stream()
        .filter(Diagnostic::isError)
        .forEach(error -> text.append("    - ").append(error).append('\n'));
  }

  private String painted(String colour, String word) {
    return coloured ? colour + word + PLAIN : word;
  }

  private List<Entry> entries(Kind kind) {
    return report.entries().stream().filter(entry -> entry.kind() == kind).toList();
  }

  private static String heading(Kind kind) {
    return switch (kind) {
      case WORKFLOW -> "Workflows";
      case AGENT -> "Agents";
      case SERVER -> "Servers";
      case SYSTEM -> "Systems";
      case TEST -> "Tests";
    };
  }
}
