package dev.ktsu.orchestrator.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.kernel.Occasion;
import dev.ktsu.orchestrator.run.Retention.Limits;
import dev.ktsu.orchestrator.run.RunStore.RunQuery;
import dev.ktsu.orchestrator.store.memory.MemoryStore;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final String DONE_AT_ONCE = "  - {id: one, transform: {ops: []}}\n";
  private static final String WAITS = "  - {id: one, agent: a.agent.yaml}\n";
  private static final RunLimits RUN_LIMITS =
      new RunLimits(
          1_000,
          10,
          1_000,
          64 << 10,
          256 << 10,
          1_000,
          new Occasion.Limits(256, 60_000, 0, 10_000, 5));

  private final Vertx vertx = Vertx.vertx();
  private final MemoryStore store = MemoryStore.of(vertx, new MemoryStore.Data(Clock.system()));
  private final List<EngineBench> benches = new ArrayList<>();
  private final Clock inThreeDays = () -> Clock.system().millis() + TimeUnit.DAYS.toMillis(3);

  @AfterEach
  void close() {
    benches.forEach(bench -> bench.on(bench.engine::stop));
    vertx.close().await();
  }

  private EngineBench bench(String pipeline) {
    String id = "me " + benches.size();
    EngineBench bench = new EngineBench(id, vertx, store, pipeline, RUN_LIMITS, FaultPoints.NONE);
    bench.on(() -> bench.engine.start(run -> false));
    benches.add(bench);
    return bench;
  }

  private void runs(EngineBench bench, long from, long to) {
    var inputs = Json.object();
    inputs.set("params", Json.object());
    inputs.set("env", Json.object());
    for (long run = from; run <= to; run++) {
      RunId id = new RunId(run);
      var create = new Command.Create("w", "digest", false, "trace", 0, inputs);
      bench.on(() -> bench.engine.create(id, create, bench.steps));
    }
  }

  private void sweep(EngineBench bench, Clock clock, int runsMax, int days) {
    Limits limits = new Limits(runsMax, days, 1_000, 1_000);
    bench.on(() -> new Retention(bench.engine, store, clock, limits).sweep());
  }

  private List<Long> left() {
    return store.list(new RunQuery("", List.of(), 1_000, null)).await().stream()
        .map(row -> row.run().number())
        .toList();
  }

  @Test
  void manyBatchesAreThrownAwayAndTheNewestStay() {
    EngineBench bench = bench(DONE_AT_ONCE);
    runs(bench, 1, 350);
    sweep(bench, Clock.system(), 3, 0);
    assertEquals(List.of(350L, 349L, 348L), left());
    assertThrows(Problem.class, () -> bench.on(() -> bench.engine.state(new RunId(1))));
  }

  @Test
  void unsettledRunIsNeverThrownAway() {
    EngineBench waiting = bench(WAITS);
    runs(waiting, 1, 2);
    EngineBench done = bench(DONE_AT_ONCE);
    runs(done, 3, 5);
    sweep(done, inThreeDays, 1, 1);
    assertEquals(List.of(2L, 1L), left());
  }

  @Test
  void runsOfTheLastDaysStay() {
    EngineBench bench = bench(DONE_AT_ONCE);
    runs(bench, 1, 5);
    sweep(bench, inThreeDays, 0, 4);
    assertEquals(LongStream.of(5, 4, 3, 2, 1).boxed().toList(), left());
    sweep(bench, inThreeDays, 0, 2);
    assertEquals(List.of(), left());
  }

  @Test
  void withoutALimitEverythingStays() {
    EngineBench bench = bench(DONE_AT_ONCE);
    runs(bench, 1, 5);
    sweep(bench, inThreeDays, 0, 0);
    assertEquals(5, left().size());
  }
}
