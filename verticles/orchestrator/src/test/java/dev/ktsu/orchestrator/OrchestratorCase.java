package dev.ktsu.orchestrator;

import dev.ktsu.testkit.WebhookSink;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * One orchestrator over SQLite and one sink for all cases of a class; each case has its own
 * workflow.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OrchestratorCase {
  TestOrchestrator orchestrator;
  WebhookSink sink;

  @BeforeAll
  void startOrchestrator(@TempDir Path project) {
    orchestrator = new TestOrchestrator(project);
    sink = WebhookSink.start(orchestrator.vertx());
    settings(orchestrator);
    orchestrator.start();
  }

  @AfterAll
  void stopOrchestrator() {
    orchestrator.close();
  }

  /** Settings before the start. */
  void settings(TestOrchestrator orchestrator) {}

  /** The bodies that the sink got at this path. */
  java.util.List<WebhookSink.Call> calls(String path) {
    return sink.calls().stream().filter(call -> call.path().startsWith(path)).toList();
  }
}
