package dev.ktsu.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.client.OrchestratorClient;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs that an earlier process did not bring to their end. */
record LeftOver(List<String> runs) {
  LeftOver {
    runs = List.copyOf(runs);
  }

  /** Those that nobody carries on with, oldest first. */
  static LeftOver find(OrchestratorClient client) {
    return ofOwner(client, "nobody");
  }

  /** Those that this process has taken up, oldest first. */
  static LeftOver taken(OrchestratorClient client) {
    return ofOwner(client, "here");
  }

  private static LeftOver ofOwner(OrchestratorClient client, String owner) {
    List<JsonNode> newestFirst = client.runs(Map.of("owner", owner), Integer.MAX_VALUE);
    return new LeftOver(
        newestFirst.reversed().stream().map(run -> run.path("id").asText()).toList());
  }

  /** Says how to go on with them; they are left as they are. */
  void announce(PrintStream err, Path project) {
    if (!runs.isEmpty()) {
      err.println("Left over from an earlier process: " + String.join(", ", runs));
      err.println("  ktsu resume --project-dir " + project + " [run_id] goes on with them.");
    }
  }
}
