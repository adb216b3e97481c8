package dev.ktsu.validate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.project.Diagnostic;
import dev.ktsu.project.Report;
import dev.ktsu.project.Rule;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A report in the Static Analysis Results Interchange Format, SARIF 2.1.0, which code hosts and
 * editors show beside the lines. Files are named from the working directory, because the root of a
 * clone is what such a reader takes for the root.
 */
final class Sarif {
  private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
  private static final String DOCUMENTATION = "docs/validation.md";

  private final Path root;
  private final Map<String, Integer> indexes = new HashMap<>();

  /**
   * @param root of the project
   */
  Sarif(Path root) {
    this.root = root;
  }

  /** One line. */
  String text(Report report) {
    ObjectNode log = Json.object().put("$schema", SCHEMA).put("version", "2.1.0");
    ObjectNode run = log.putArray("runs").addObject();
    ObjectNode driver = run.putObject("tool").putObject("driver").put("name", "ktsu");
    rules(driver.putArray("rules"));
    run.put("columnKind", "unicodeCodePoints");
    ArrayNode results = run.putArray("results");
    report.diagnostics().forEach(finding -> results.add(result(finding)));
    return Json.text(log) + "\n";
  }

  private void rules(ArrayNode rules) {
    for (Rule rule : Rule.values()) {
      indexes.put(rule.id(), rules.size());
      ObjectNode json = rules.addObject().put("id", rule.id());
      json.putObject("shortDescription").put("text", rule.meaning());
      json.putObject("help")
          .put("text", rule.remedy())
          .put("markdown", rule.remedy() + "\n\nAll rules: `" + DOCUMENTATION + "`.");
      json.putObject("defaultConfiguration").put("level", JsonPrintout.word(rule.severity()));
    }
  }

  private ObjectNode result(Diagnostic finding) {
    ObjectNode result =
        Json.object()
            .put("ruleId", finding.rule())
            .put("ruleIndex", indexes.get(finding.rule()))
            .put("level", JsonPrintout.word(finding.severity()));
    result.putObject("message").put("text", finding.sentence());
    ObjectNode place = result.putArray("locations").addObject().putObject("physicalLocation");
    place.putObject("artifactLocation").put("uri", uri(finding.file()));
    place.putObject("region").put("startLine", finding.line()).put("startColumn", finding.column());
    return result;
  }

  /** Relative to the working directory for a file below it, else absolute. */
  private String uri(String file) {
    Path here = Path.of("").toAbsolutePath().normalize();
    Path path = root.toAbsolutePath().normalize().resolve(file);
    String absolute = path.toUri().toString();
    String base = here.toUri().toString();
    return path.startsWith(here) ? absolute.substring(base.length()) : absolute;
  }
}
