package dev.ktsu.power;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.testkit.TestClient;
import dev.ktsu.testkit.TestClient.Answer;
import dev.ktsu.testkit.TierProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What an orchestrator did under load.
 *
 * @param database name of its file
 * @param acknowledged answers that its clients got
 */
record Recording(List<Operation> operations, String database, int acknowledged) {
  private static final int CLIENTS = 8;
  private static final int RUNS_EACH = 30;

  /** A byte takes four characters; no write of the store is longer. */
  private static final String STRING_MAX = "1000000";

  private static final String DATABASE = "ktsu.db";

  /** One workflow that ends at once, commit by commit, and one to cancel. */
  private static final Map<String, String> WORKFLOWS =
      Map.of(
          "chain",
          """
          kind: workflow
          name: chain
          durable: each
          pipeline:
            - {id: first, transform: {inputs: [{from: params}], ops: []}}
            - {id: second, transform: {inputs: [{from: first.result}], ops: []}}
            - {id: third, transform: {inputs: [{from: second.result}], ops: []}}
          """,
          "rest",
          """
          kind: workflow
          name: rest
          pipeline:
            - {id: rest, sleep: 1h}
          """);

  /** Starts the orchestrator of a clone, has it work in {@code folder}, and stops it. */
  static Recording of(Path root, Path folder) throws IOException, InterruptedException {
    Path workflows = Files.createDirectories(folder.resolve("project/workflows"));
    for (Map.Entry<String, String> each : WORKFLOWS.entrySet()) {
      Files.writeString(workflows.resolve(each.getKey() + ".workflow.yaml"), each.getValue());
    }
    Path database = folder.toRealPath().resolve("store").resolve(DATABASE);
    Path log = folder.resolve("trace");
    int acknowledged;
    try (TierProcess orchestrator =
        TierProcess.run(command(root, log), settings(folder, database))) {
      acknowledged = work(new TestClient(orchestrator.url()));
      if (orchestrator.terminate() != 0) {
        throw new IOException("the orchestrator did not stop: " + orchestrator.log());
      }
    }
    return new Recording(Trace.read(log, database), DATABASE, acknowledged);
  }

  /** {@code -D} makes the tracer the child: the process that is stopped is the orchestrator. */
  private static List<String> command(Path root, Path log) {
    Path jar = root.resolve("verticles/orchestrator/target/ktsu-orchestrator.jar");
    return List.of(
        "strace",
        "-D",
        "-f",
        "--seccomp-bpf",
        "-y",
        "-xx",
        "-s",
        STRING_MAX,
        "-e",
        "trace=" + String.join(",", Trace.CALLS),
        "-o",
        log.toString(),
        TierProcess.java(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-jar",
        jar.toString());
  }

  private static Map<String, String> settings(Path folder, Path database) {
    return Map.of(
        "KTSU_PROJECT_DIR", folder.resolve("project").toString(),
        "KTSU_DB_PATH", database.toString(),
        "KTSU_ORCHESTRATOR_PORT", "0");
  }

  private static int work(TestClient client) throws InterruptedException {
    AtomicInteger acknowledged = new AtomicInteger();
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(Thread.ofVirtual().start(() -> invoke(client, acknowledged)));
    }
    for (Thread each : clients) {
      each.join();
    }
    return acknowledged.get();
  }

  private static void invoke(TestClient client, AtomicInteger acknowledged) {
    for (int i = 0; i < RUNS_EACH; i++) {
      count(client.post("/invoke/chain", Json.text(Json.object().put("n", i))), acknowledged);
      Answer rest = client.post("/invoke/rest", "{}");
      count(rest, acknowledged);
      String run = rest.json().path("run_id").asText();
      count(client.post("/runs/" + run + "/cancel", "{}"), acknowledged);
    }
  }

  private static void count(Answer answer, AtomicInteger acknowledged) {
    if (answer.status() == 202) {
      acknowledged.incrementAndGet();
    }
  }
}
