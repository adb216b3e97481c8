package dev.ktsu.project;

import java.util.List;

/** What validation found, one entry a file, in the order in which it is shown. */
public record Report(List<Entry> entries) {
  public Report {
    entries = List.copyOf(entries);
  }

  /** The groups in which entries are shown. */
  public enum Kind {
    WORKFLOW,
    AGENT,
    SERVER,
    SYSTEM,
    TEST
  }

  /**
   * @param file project-relative path
   * @param diagnostics of the file, and for a workflow of all files that it needs
   */
  public record Entry(Kind kind, String file, List<Diagnostic> diagnostics) {
    public Entry {
      diagnostics = List.copyOf(diagnostics);
    }

    public boolean isValid() {
      return diagnostics.stream().noneMatch(Diagnostic::isError);
    }
  }

  public boolean isValid() {
    return entries.stream().allMatch(Entry::isValid);
  }

  /** Every finding once, by file and place: several workflows may need one file. */
  public List<Diagnostic> diagnostics() {
    return entries.stream()
        .flatMap(entry -> entry.diagnostics().stream())
        .sorted()
        .distinct()
        .toList();
  }
}
