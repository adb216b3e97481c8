package dev.ktsu.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.cli.Cli.Running;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.testkit.TestClient;
import dev.ktsu.testkit.Waiting;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ktsu events} beside an orchestrator, each a process of its own. */
class EventsTest {
  private static final String SUM =
      """
      kind: workflow
      pipeline:
        - {id: one, transform: {ops: []}}
      """;

  @TempDir private Path dir;
  private Running orchestrator;
  private String url;

  @AfterEach
  void stop() {
    orchestrator.close();
  }

  private Cli cli() {
    return new Cli(dir, url == null ? Map.of() : Map.of("KTSU_ORCHESTRATOR_URL", url));
  }

  private void start(String port) {
    orchestrator = cli().start("start", "orchestrator", "--port", port);
    url = orchestrator.await("orchestrator listening on (\\S+)");
  }

  private String invoke(String workflow) {
    return new TestClient(url).post("/invoke/" + workflow, "{}").json().get("run_id").textValue();
  }

  /** Waits until a reader is there, so that it misses nothing. */
  private void awaitReader() {
    Waiting.until(
        "the reader",
        () -> new TestClient(url).get("/metrics").text(),
        metrics -> metrics.contains("ktsu_event_streams_open 1.0"));
  }

  private static void awaitEnd(Running events, String run) {
    events.await("(\"run_id\":\"" + run + "\".*\"type\":\"run_ended\")");
  }

  @Test
  void commandGoesOnWhereItWasAfterTheOrchestratorWasKilled() {
    new Projects(dir).with("workflows/sum.workflow.yaml", SUM);
    start("0");
    try (Running events = cli().start("events", "--json")) {
      awaitReader();
      String before = invoke("sum");
      awaitEnd(events, before);

      orchestrator.kill();
      start(url.replaceFirst(".*:", ""));
      String meanwhile = invoke("sum");
      awaitEnd(events, meanwhile);
      String after = invoke("sum");
      awaitEnd(events, after);

      for (String run : List.of(before, meanwhile, after)) {
        List<Long> seqs = seqsOf(events, run);
        assertEquals(IntStream.rangeClosed(1, seqs.size()).asLongStream().boxed().toList(), seqs);
        assertTrue(seqs.size() >= 3, seqs.toString());
      }
    }
  }

  @Test
  void commandShowsWhatItWasAskedFor() {
    new Projects(dir)
        .with("workflows/sum.workflow.yaml", SUM)
        .with("workflows/other.workflow.yaml", SUM);
    start("0");
    try (Running events =
        cli().start("events", "--workflow", "sum", "--type", "run_created,run_ended")) {
      awaitReader();
      invoke("other");
      String run = invoke("sum");

      events.await("(" + run + "  sum  run_ended  complete)");

      List<String> lines = events.read().lines().toList();
      assertEquals(2, lines.size(), lines.toString());
      assertTrue(lines.getFirst().endsWith(run + "  sum  run_created"), lines.toString());
    }
  }

  private static List<Long> seqsOf(Running events, String run) {
    return events
        .read()
        .lines()
        .map(Json::parse)
        .filter(event -> event.get("run_id").textValue().equals(run))
        .map((JsonNode event) -> event.get("seq").longValue())
        .toList();
  }
}
