package dev.ktsu.upkeep;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;

/** The report of a checkup for a person. */
final class ReportText {
  private static final int RUNS_SHOWN = 10;

  private final StringBuilder text = new StringBuilder();

  private ReportText() {}

  static String of(JsonNode report) {
    ReportText self = new ReportText();
    self.line("Orchestrator", report.path("orchestrator").asText("none answers"));
    self.store(report.path("store"));
    self.line("Runs", pairs(report.path("runs")));
    self.line("Queues", pairs(report.path("queues")));
    self.line("Services", pairs(report.path("services")));
    self.waiting(report.path("waiting"));
    self.findings(report.path("findings"));
    return self.text.toString();
  }

  private void store(JsonNode store) {
    if (store.isObject()) {
      line("Store", store.path("type").asText() + " " + store.path("place").asText());
      line(
          "Schema",
          store.path("schema").asText() + ", readable from " + store.path("min_reader").asText());
      line(
          "Size",
          "%s, empty %s, log %s, disk free %s"
              .formatted(
                  mebibytes(store.path("bytes")),
                  mebibytes(store.path("free_bytes")),
                  mebibytes(store.path("log_bytes")),
                  mebibytes(store.path("disk_free_bytes"))));
    }
  }

  private void waiting(JsonNode runs) {
    for (int i = 0; i < Math.min(runs.size(), RUNS_SHOWN); i++) {
      JsonNode run = runs.get(i);
      String steps =
          run.path("steps").valueStream().map(JsonNode::asText).collect(Collectors.joining("; "));
      line(
          i == 0 ? "Not over" : "",
          "%s %s %s %s"
              .formatted(
                  run.path("run_id").asText(),
                  run.path("workflow").asText(),
                  run.path("state").asText(),
                  steps)
              .strip());
    }
    if (runs.size() > RUNS_SHOWN) {
      line("", "and " + (runs.size() - RUNS_SHOWN) + " more, see --json");
    }
  }

  private void findings(JsonNode findings) {
    text.append(findings.isEmpty() ? "\nAll is well.\n" : "\nFound:\n");
    for (JsonNode finding : findings) {
      text.append("  - ").append(finding.path("what").asText());
      text.append(' ').append(finding.path("remedy").asText()).append('\n');
    }
  }

  private void line(String name, String value) {
    if (!value.isEmpty()) {
      text.append("%-13s %s%n".formatted(name, value));
    }
  }

  private static String pairs(JsonNode object) {
    List<String> pairs =
        object.properties().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue().asText())
            .toList();
    return String.join(", ", pairs);
  }

  private static String mebibytes(JsonNode bytes) {
    return bytes.asLong() < 0 ? "unknown" : (bytes.asLong() >> 20) + " MiB";
  }
}
