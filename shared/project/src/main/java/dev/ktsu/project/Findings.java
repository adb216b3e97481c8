package dev.ktsu.project;

import dev.ktsu.project.yaml.Mark;
import java.util.List;
import java.util.TreeSet;

/** Collects what is wrong; the same thing found twice counts once. */
final class Findings {
  private final TreeSet<Diagnostic> all = new TreeSet<>();

  void add(Rule rule, String file, Mark mark, String message, String remedy) {
    all.add(
        new Diagnostic(
            rule.severity(), rule.id(), file, mark.line(), mark.column(), message, remedy));
  }

  boolean hasErrors() {
    return all.stream().anyMatch(Diagnostic::isError);
  }

  /** In the order of files and places. */
  List<Diagnostic> sorted() {
    return List.copyOf(all);
  }
}
