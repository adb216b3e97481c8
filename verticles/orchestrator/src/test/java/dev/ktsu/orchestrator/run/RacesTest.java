package dev.ktsu.orchestrator.run;

import static dev.ktsu.orchestrator.run.EngineBench.RUN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.kernel.Event;
import dev.ktsu.orchestrator.kernel.Occasion;
import dev.ktsu.orchestrator.store.memory.MemoryStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two engines over one store hear of one run at the same moment, many times over. */
class RacesTest {
  private static final int ROUNDS = 300;
  private static final RunLimits LIMITS =
      new RunLimits(
          10,
          10,
          1_000,
          64 << 10,
          256 << 10,
          1_000,
          new Occasion.Limits(256, 60_000, 30_000, 10_000, 5));

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private EngineBench bench(String id, MemoryStore.Data data, String pipeline) {
    EngineBench bench =
        new EngineBench(id, vertx, MemoryStore.of(vertx, data), pipeline, LIMITS, FaultPoints.NONE);
    bench.on(() -> bench.engine.start(run -> true));
    return bench;
  }

  @Test
  void upstreamsThatEndTogetherLetTheNextStepBeginOnce() {
    String pipeline =
        """
          - {id: a, agent: a.agent.yaml}
          - {id: b, agent: a.agent.yaml}
          - {id: next, transform: {}, depends_on: [a, b]}
        """;
    for (int round = 0; round < ROUNDS; round++) {
      MemoryStore.Data data = new MemoryStore.Data(Clock.system());
      EngineBench one = bench("one", data, pipeline);
      EngineBench two = bench("two", data, pipeline);
      one.create("{}");
      Future.all(one.completes("a", "{}"), two.completes("b", "{}")).await();
      assertEquals(1, count(one, Event.StepComputed.class), "round " + round);
      assertEquals(1, count(one, Event.RunEnded.class), "round " + round);
      stop(one, two);
    }
  }

  @Test
  void oneOfTheEndsOfALegWins() {
    for (int round = 0; round < ROUNDS; round++) {
      MemoryStore.Data data = new MemoryStore.Data(Clock.system());
      EngineBench one = bench("one", data, "  - {id: a, agent: a.agent.yaml}\n");
      EngineBench two = bench("two", data, "  - {id: a, agent: a.agent.yaml}\n");
      one.create("{}");
      two.state();
      List<Future<Void>> all =
          List.of(
              one.completes("a", "{\"by\":\"one\"}"),
              two.completes("a", "{\"by\":\"two\"}"),
              two.begin(() -> two.engine.send(RUN, new Command.Cancel("", ""))));
      for (Future<Void> each : all) {
        try {
          each.await();
        } catch (Problem late) {
          assertEquals(Code.RUN_FINISHED, late.code());
        }
      }
      assertTrue(one.state().isSettled(), "round " + round);
      assertEquals(1, count(one, Event.LegEnded.class), "round " + round);
      assertEquals(one.state(), two.state());
      stop(one, two);
    }
  }

  private static long count(EngineBench bench, Class<? extends Event> type) {
    return bench.store.journal(RUN, 0).await().stream()
        .map(Event.Recorded::event)
        .filter(type::isInstance)
        .count();
  }

  private static void stop(EngineBench... benches) {
    for (EngineBench bench : benches) {
      bench.on(bench.engine::stop);
    }
  }
}
