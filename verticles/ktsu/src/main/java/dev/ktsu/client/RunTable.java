package dev.ktsu.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Runs as a table: columns two spaces apart, times of day where the person is. */
final class RunTable {
  private static final List<String> HEADER =
      List.of("RUN ID", "WORKFLOW", "STATUS", "STARTED", "DURATION");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private RunTable() {}

  static String of(List<JsonNode> runs, ZoneId zone) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    runs.forEach(run -> rows.add(row(run, zone)));
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        line.append(padded(row.get(column), width(rows, column) + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static List<String> row(JsonNode run, ZoneId zone) {
    return List.of(
        run.path("id").asText(),
        run.path("workflow_name").asText(),
        run.path("status").asText(),
        started(run, zone),
        duration(run));
  }

  private static String started(JsonNode run, ZoneId zone) {
    try {
      return TIME.format(Instant.parse(run.path("created_at").asText()).atZone(zone));
    } catch (DateTimeException unreadable) {
      return "-";
    }
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

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
