package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.testkit.TestClient.Answer;
import dev.ktsu.testkit.WebhookSink;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that runs are pinned to. */
class DefinitionsTest {
  private static final String KEY = "a-key-for-tests";
  private static final String SECRET = "a-secret-default";

  @TempDir Path project;
  private TestOrchestrator orchestrator;

  @BeforeEach
  void prepare() {
    orchestrator = new TestOrchestrator(project);
  }

  @AfterEach
  void close() {
    orchestrator.close();
  }

  private void workflow(String rest) {
    orchestrator.workflow("pinned", rest);
  }

  private JsonNode definition(JsonNode record) {
    Answer answer = orchestrator.client().get(record.at("/run/definition_url").asText());
    assertEquals(200, answer.status(), answer.text());
    assertEquals(record.at("/run/definition"), answer.json().get("digest"));
    return answer.json();
  }

  @Test
  void runGoesOnWithTheFilesItBeganWithAfterEditsAndARestart() {
    WebhookSink sink = WebhookSink.start(orchestrator.vertx());
    String before =
        """
        pipeline:
          - {id: nap, sleep: {for: 2s}}
          - {id: tell, depends_on: [nap], webhook: {url: "%s/before"}}
        """
            .formatted(sink.url());
    workflow(before);
    orchestrator.start();
    String run = orchestrator.invoke("pinned", "{}");
    workflow(before.replace("/before", "/after"));
    orchestrator.restart();
    workflow("pipeline: this is no workflow any more\n");
    JsonNode record = orchestrator.ended(run);
    assertEquals("complete", record.at("/run/status").asText(), record.toString());
    assertEquals("/before", sink.calls().getLast().path());
    String files = definition(record).get("files").toString();
    assertTrue(files.contains("workflows/pinned.workflow.yaml"), files);
    assertTrue(files.contains("/before") && !files.contains("/after"), files);
  }

  @Test
  void secretDefaultIsMaskedAlsoAfterARestart() {
    workflow(
        """
        env:
          - {name: PLAIN, default: shown}
          - {name: TOKEN, secret: true, default: %s}
        pipeline:
          - {id: one, transform: {ops: []}}
        """
            .formatted(SECRET));
    orchestrator.start();
    JsonNode record = orchestrator.run("pinned", "{}");
    for (int start = 0; start < 2; start++) {
      String files = definition(record).get("files").toString();
      assertFalse(files.contains(SECRET), files);
      assertTrue(files.contains("[REDACTED]") && files.contains("shown"), files);
      orchestrator.restart();
    }
  }

  @Test
  void schemasOfFilesAreShownWithoutAKey() {
    orchestrator.with("KTSU_API_KEY", KEY).start();

    Answer schema = orchestrator.client().get("/schemas/workflow.json");

    assertEquals(200, schema.status());
    assertEquals("urn:ktsu:workflow", schema.json().get("$id").asText());
    for (String unknown : List.of("flow.json", "workflow")) {
      Answer answer = orchestrator.client().get("/schemas/" + unknown);
      assertEquals(404, answer.status());
      assertTrue(answer.json().get("detail").asText().contains("workflow.json"), answer.text());
    }
  }

  @Test
  void unknownDigestIsNotFoundAndTheKeyIsAskedFor() {
    orchestrator.with("KTSU_API_KEY", KEY).start();
    assertEquals(401, orchestrator.client().get("/definitions/none").status());
    Answer unknown = orchestrator.client().get("/definitions/none", "X-API-Key", KEY);
    assertEquals(404, unknown.status());
    assertEquals("definition_not_found", unknown.json().get("code").asText());
  }
}
