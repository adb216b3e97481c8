package dev.ktsu.project;

import dev.ktsu.contracts.problems.Place;
import java.util.Comparator;

/**
 * Something to fix in a project file.
 *
 * @param rule stable name of the rule, such as {@code unknown-step}
 * @param file project-relative path
 * @param line from 1
 * @param column from 1
 * @param message what is wrong, without the place
 * @param remedy a sentence on what to do, or an empty text
 */
public record Diagnostic(
    Severity severity,
    String rule,
    String file,
    int line,
    int column,
    String message,
    String remedy)
    implements Comparable<Diagnostic> {
  private static final Comparator<Diagnostic> ORDER =
      Comparator.comparing(Diagnostic::file)
          .thenComparingInt(Diagnostic::line)
          .thenComparingInt(Diagnostic::column)
          .thenComparing(Diagnostic::rule)
          .thenComparing(Diagnostic::message);

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /** The same in a file that is called otherwise. */
  Diagnostic at(String path) {
    return new Diagnostic(severity, rule, path, line, column, message, remedy);
  }

  /** For a problem's {@code errors}. */
  public Place place() {
    return Place.in(file, line, column, sentence());
  }

  /** By file and place. */
  @Override
  public int compareTo(Diagnostic other) {
    return ORDER.compare(this, other);
  }

  /** {@code file:line:column: message. Remedy}. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column + ": " + sentence();
  }

  /** The message with the remedy. */
  public String sentence() {
    return remedy.isEmpty() ? message : message + ". " + remedy;
  }
}
