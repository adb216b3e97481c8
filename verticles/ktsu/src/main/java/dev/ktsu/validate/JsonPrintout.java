package dev.ktsu.validate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.project.Diagnostic;
import dev.ktsu.project.Report;
import java.util.List;
import java.util.Locale;

/**
 * A report as a program reads it: {@code {"project", "valid", "files", "findings", "summary"}}. A
 * finding has {@code rule, severity, file, line, column, message, remedy}.
 */
final class JsonPrintout {
  private final Report report;

  JsonPrintout(Report report) {
    this.report = report;
  }

  /** One line. */
  String text(String project) {
    ObjectNode json = Json.object().put("project", project).put("valid", report.isValid());
    files(json.putArray("files"));
    report.diagnostics().forEach(finding -> json.withArray("findings").add(json(finding)));
    json.withArray("findings");
    summary(json.putObject("summary"));
    return Json.text(json) + "\n";
  }

  private void files(ArrayNode files) {
    for (Report.Entry entry : report.entries()) {
      files
          .addObject()
          .put("kind", word(entry.kind()))
          .put("file", entry.file())
          .put("valid", entry.isValid());
    }
  }

  private static ObjectNode json(Diagnostic finding) {
    return Json.object()
        .put("rule", finding.rule())
        .put("severity", word(finding.severity()))
        .put("file", finding.file())
        .put("line", finding.line())
        .put("column", finding.column())
        .put("message", finding.message())
        .put("remedy", finding.remedy());
  }

  private void summary(ObjectNode summary) {
    List<Diagnostic> findings = report.diagnostics();
    long valid = report.entries().stream().filter(Report.Entry::isValid).count();
    long errors = findings.stream().filter(Diagnostic::isError).count();
    summary
        .put("total", report.entries().size())
        .put("valid", valid)
        .put("invalid", report.entries().size() - valid)
        .put("errors", errors)
        .put("warnings", findings.size() - errors);
  }

  /** Kinds and severities in words, as SARIF has the latter too. */
  static String word(Enum<?> each) {
    return each.name().toLowerCase(Locale.ROOT);
  }
}
