package dev.ktsu.orchestrator.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.state.State;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.kernel.Occasion;
import dev.ktsu.orchestrator.run.RunStore.Append;
import dev.ktsu.orchestrator.run.RunStore.Entry;
import dev.ktsu.orchestrator.run.RunStore.RunRow;
import dev.ktsu.testkit.postgres.FreshDatabase;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that a newer release has gone on with, after the older one is back. */
class NewerReleaseTest {
  @RegisterExtension static final FreshDatabase DATABASE = new FreshDatabase();
  private static final RunId OTHER = new RunId(2);
  private static final RunLimits LIMITS =
      new RunLimits(
          10,
          10,
          1_000,
          64 << 10,
          256 << 10,
          1_000,
          new Occasion.Limits(256, 60_000, 30_000, 10_000, 5));

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private RunStore store;

  @AfterEach
  void close() {
    store.stop().await();
    vertx.close().await();
  }

  private EngineBench bench(String id) {
    return new EngineBench(
        id, vertx, store, "  - {id: a, agent: a.agent.yaml}\n", LIMITS, FaultPoints.NONE);
  }

  /** As a newer release would leave it: head and row have moved on with the event. */
  private void goesOn(RunId run, String type, int version) {
    RunRow row = store.row(run).await().orElseThrow();
    byte[] meta = "{\"new\":true}".getBytes(StandardCharsets.UTF_8);
    Entry entry = new Entry(row.head() + 1, 5_000, type, version, meta, null);
    RunRow moved =
        new RunRow(
            run,
            row.workflow(),
            row.definition(),
            row.state(),
            row.settled(),
            row.head() + 1,
            row.createdAt(),
            5_000,
            row.completedAt(),
            row.code(),
            row.error(),
            row.used(),
            row.wakeAt(),
            row.owner(),
            row.held());
    store.append(new Append(run, row.head(), List.of(entry), moved)).await();
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, step_imagined, 1",
    "SQLITE, step_imagined, 1",
    "POSTGRES, step_imagined, 1",
    "MEMORY, run_ended, 2",
    "SQLITE, run_ended, 2",
    "POSTGRES, run_ended, 2"
  })
  void runOfANewerReleaseIsLeftAloneAndOthersGoOn(AnyStore kind, String type, int version) {
    store = kind.open(vertx, folder, DATABASE, "newer_" + type);
    EngineBench newer = bench("newer");
    newer.on(() -> newer.engine.start(run -> true));
    newer.create("{}");
    var inputs = Json.object();
    inputs.set("params", Json.object());
    inputs.set("env", Json.object());
    var create = new Command.Create("w", "digest", false, "trace", 0, inputs);
    newer.on(() -> newer.engine.create(OTHER, create, newer.steps));
    newer.on(newer.engine::stop);
    goesOn(EngineBench.RUN, type, version);
    RunRow before = store.row(EngineBench.RUN).await().orElseThrow();

    EngineBench older = bench("older");
    older.on(() -> older.engine.start(run -> true));

    assertEquals(1, older.engine.active());
    assertEquals(State.RUNNING, older.on(() -> older.engine.state(OTHER)).state());
    refused(() -> older.on(() -> older.engine.state(EngineBench.RUN)));
    Command cancel = new Command.Cancel("", "");
    refused(() -> older.on(() -> older.engine.send(EngineBench.RUN, cancel)));
    older.on(() -> older.engine.send(OTHER, cancel));
    assertEquals(before, store.row(EngineBench.RUN).await().orElseThrow());
    assertEquals(State.CANCELLING, older.on(() -> older.engine.state(OTHER)).state());
    older.on(older.engine::stop);
  }

  private static void refused(Runnable action) {
    Problem refusal = assertThrows(Problem.class, action::run);
    assertEquals(Code.RUN_UNREADABLE, refusal.code());
    assertEquals(409, refusal.status());
  }
}
