package dev.ktsu.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Runs as a table: columns two spaces apart, times of day where the person is. */
final class RunTable {
  private static final List<String> HEADER =
      List.of("RUN ID", "WORKFLOW", "STATUS", "STARTED", "DURATION");

  private RunTable() {}

  static String of(List<JsonNode> runs, ZoneId zone) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    runs.forEach(run -> rows.add(row(run, zone)));
    return Columns.of(rows);
  }

  private static List<String> row(JsonNode run, ZoneId zone) {
    return List.of(
        run.path("id").asText(),
        run.path("workflow_name").asText(),
        run.path("status").asText(),
        Columns.time(run.path("created_at"), zone),
        duration(run));
  }

  private static String duration(JsonNode run) {
    if (!RunRecord.isOver(run.path("status").asText())) {
      return "-";
    }
    try {
      Instant from = Instant.parse(run.path("created_at").asText());
      Instant to = Instant.parse(run.path("updated_at").asText());
      return words(Duration.between(from, to).plusMillis(500).toSeconds());
    } catch (DateTimeException unreadable) {
      return "-";
    }
  }

  /** {@code 1h2m3s}, larger units only where they are not zero. */
  private static String words(long seconds) {
    String rest = seconds % 60 + "s";
    if (seconds < 60) {
      return rest;
    }
    long minutes = seconds / 60;
    return minutes < 60 ? minutes + "m" + rest : minutes / 60 + "h" + minutes % 60 + "m" + rest;
  }
}
