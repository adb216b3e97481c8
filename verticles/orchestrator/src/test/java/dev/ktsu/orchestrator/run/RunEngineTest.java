package dev.ktsu.orchestrator.run;

import static dev.ktsu.orchestrator.run.EngineBench.RUN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.state.State;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.futures.FaultPoints.Point;
import dev.ktsu.futures.Timers;
import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.kernel.Occasion;
import dev.ktsu.orchestrator.store.memory.MemoryStore;
import dev.ktsu.orchestrator.store.sqlite.SqliteStore;
import dev.ktsu.testkit.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine over real stores; effects are written down instead of carried out. */
class RunEngineTest {
  private static final String FAN =
      """
        - {id: a, agent: a.agent.yaml}
        - {id: b, agent: a.agent.yaml}
        - {id: sum, depends_on: [a, b], transform: {inputs: [{from: a}, {from: b}], ops: []}}
      """;

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final List<Runnable> closing = new ArrayList<>();
  private final AtomicReference<FaultPoints> faults = new AtomicReference<>(FaultPoints.NONE);

  @AfterEach
  void close() {
    closing.forEach(Runnable::run);
    vertx.close().await();
  }

  private EngineBench bench(RunStore store, String pipeline, RunLimits limits) {
    return bench("me", store, pipeline, limits);
  }

  private EngineBench bench(String id, RunStore store, String pipeline, RunLimits limits) {
    EngineBench bench =
        new EngineBench(id, vertx, store, pipeline, limits, point -> faults.get().at(point));
    bench.on(() -> bench.engine.start(run -> true));
    closing.add(0, () -> bench.on(bench.engine::stop));
    return bench;
  }

  private static RunLimits limits(int activeMax, int mailboxMax) {
    return new RunLimits(
        activeMax,
        mailboxMax,
        1_000,
        64 << 10,
        256 << 10,
        1_000,
        new Occasion.Limits(256, 60_000, 30_000, 10_000, 5));
  }

  private MemoryStore memory() {
    return MemoryStore.of(vertx, new MemoryStore.Data(Clock.system()));
  }

  private SqliteStore sqlite() {
    SqliteStore store =
        new SqliteStore(
            vertx, folder.resolve("r.db"), point -> faults.get().at(point), Problem::getMessage);
    store.start().await();
    closing.add(0, () -> store.stop().await());
    return store;
  }

  @Test
  void effectsFollowTheCommitAndAreNotRepeated() {
    EngineBench bench = bench(memory(), FAN, limits(10, 10));
    bench.create("{}");
    Waiting.until("both deliveries", () -> bench.begun.size() == 4);
    bench.completes("a", "{\"x\":1}").await();
    Waiting.until("the end of the leg", () -> bench.over.size() == 2);
    assertEquals(4, bench.begun.size());
    bench.completes("b", "{\"y\":2}").await();
    assertEquals(State.SUCCESS, bench.state().state());
    Waiting.until("the run to leave memory", () -> bench.engine.active() == 0);
  }

  @Test
  void commandsThatArriveTogetherShareAnAppend() {
    MemoryStore store = memory();
    EngineBench bench = bench(store, FAN, limits(10, 100));
    bench.create("{}");
    long before = store.commits();
    List<Future<Void>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(bench.completes(i % 2 == 0 ? "a" : "b", "{}"));
    }
    Future.all(all).await();
    assertEquals(State.SUCCESS, bench.state().state());
    assertTrue(store.commits() - before <= 3, store.commits() - before + " appends");
  }

  @Test
  void fullMailboxRefusesACommandAndLosesNothing() {
    EngineBench bench = bench(memory(), FAN, limits(10, 1));
    bench.create("{}");
    List<Future<Void>> all = new ArrayList<>();
    Future<Void> burst =
        bench.begin(
            () -> {
              for (int i = 0; i < 5; i++) {
                all.add(bench.engine.send(RUN, new Command.Cancel("", "")));
              }
              return Future.succeededFuture();
            });
    burst.await();
    int refused = 0;
    for (Future<Void> one : all) {
      try {
        one.await();
      } catch (Problem overloaded) {
        assertEquals(Code.OVERLOADED, overloaded.code());
        refused++;
      }
    }
    assertEquals(3, refused);
    assertEquals(State.CANCELLED, bench.state().state());
  }

  @Test
  void tooManyUnfinishedRunsAreRefusedBeforeTheyExist() {
    EngineBench bench = bench(memory(), FAN, limits(1, 10));
    bench.create("{}");
    ObjectNode inputs = Json.object();
    Command.Create another = new Command.Create("w", "digest", false, "trace", 0, inputs);
    Problem refused =
        assertThrows(
            Problem.class,
            () -> bench.on(() -> bench.engine.create(new RunId(2), another, bench.steps)));
    assertEquals(Code.OVERLOADED, refused.code());
    assertTrue(refused.remedy().contains("KTSU_RUNS_ACTIVE_MAX"));
    assertTrue(bench.store.journal(new RunId(2), 0).await().isEmpty());
  }

  @Test
  void watcherIsToldOfEachCommitUntilItStops() {
    EngineBench bench = bench(memory(), FAN, limits(10, 10));
    List<Long> heads = new CopyOnWriteArrayList<>();
    Timers.Cancellable watch = bench.on(() -> Future.succeededFuture(watch(bench, heads)));
    bench.create("{}");
    bench.completes("a", "{}").await();
    long head = bench.state().head();
    assertEquals(List.of(head - 1, head), heads);
    watch.cancel();
    bench.completes("b", "{}").await();
    assertTrue(bench.state().head() > head);
    assertEquals(2, heads.size());
  }

  private static Timers.Cancellable watch(EngineBench bench, List<Long> heads) {
    return bench.engine.watch(RUN, () -> heads.add(bench.engine.known(RUN).orElseThrow().head()));
  }

  @Test
  void largeInputsAreDecidedBesideTheLoop() {
    EngineBench bench = bench(memory(), FAN, limits(10, 10));
    bench.create("{}");
    bench.completes("a", "{\"big\":\"" + "x".repeat(100_000) + "\"}").await();
    assertEquals(0, bench.computed.get());
    bench.completes("b", "{}").await();
    assertEquals(1, bench.computed.get());
    assertEquals(State.SUCCESS, bench.state().state());
  }

  @Test
  void durableEachCommitsEveryPureStepByItself() {
    String chain =
        """
          - {id: one, transform: {inputs: [{from: params}], ops: []}}
          - {id: two, transform: {inputs: [{from: one}], ops: []}}
          - {id: three, transform: {inputs: [{from: two}], ops: []}}
        """;
    for (boolean each : new boolean[] {false, true}) {
      MemoryStore store = memory();
      EngineBench bench = bench(store, chain, limits(10, 10));
      ObjectNode inputs = Json.object();
      inputs.set("params", Json.object());
      Command.Create create = new Command.Create("w", "digest", each, "trace", 0, inputs);
      bench.on(() -> bench.engine.create(RUN, create, bench.steps));
      Waiting.until("the end", () -> bench.state().state() == State.SUCCESS);
      assertEquals(each ? 3 : 1, store.commits());
    }
  }

  @Test
  void engineThatHasFallenBehindReadsTheRestAndDecidesAgain() {
    MemoryStore.Data data = new MemoryStore.Data(Clock.system());
    EngineBench one = bench("one", MemoryStore.of(vertx, data), FAN, limits(10, 10));
    EngineBench two = bench("two", MemoryStore.of(vertx, data), FAN, limits(10, 10));
    one.create("{}");
    two.completes("a", "{\"x\":1}").await();
    one.completes("b", "{\"y\":2}").await();
    assertEquals(State.SUCCESS, one.state().state());
    two.completes("b", "{\"y\":3}").await();
    assertEquals(one.state(), two.state());
  }

  @Test
  void failedAppendIsToldToTheSenderAndTheNextOneWorks() {
    EngineBench bench = bench(sqlite(), FAN, limits(10, 10));
    bench.create("{}");
    failAt(Point.IN_TRANSACTION);
    Problem refused = assertThrows(Problem.class, () -> bench.completes("a", "{\"x\":1}").await());
    assertEquals(Code.STORE_UNAVAILABLE, refused.code());
    assertEquals(State.RUNNING, bench.state().step(new StepPath("a")).orElseThrow().state());
    faults.set(FaultPoints.NONE);
    bench.completes("a", "{\"x\":1}").await();
    bench.completes("b", "{}").await();
    assertEquals(State.SUCCESS, bench.state().state());
  }

  @Test
  void runWhoseFirstAppendFailsDoesNotExist() {
    EngineBench bench = bench(sqlite(), FAN, limits(10, 10));
    failAt(Point.IN_TRANSACTION);
    assertThrows(Problem.class, () -> bench.create("{}"));
    faults.set(FaultPoints.NONE);
    Problem missing = assertThrows(Problem.class, bench::state);
    assertEquals(Code.RUN_NOT_FOUND, missing.code());
    assertEquals(0, bench.engine.active());
  }

  @Test
  void restartedEngineTakesUpWhatIsOutstanding() {
    SqliteStore store = sqlite();
    EngineBench before = bench(store, FAN, limits(10, 10));
    before.create("{}");
    before.completes("a", "{\"x\":1}").await();
    EngineBench after = bench(store, FAN, limits(10, 10));
    List<String> again =
        after.begun.stream().map(effect -> effect.getClass().getSimpleName()).toList();
    assertEquals(List.of("Watch", "Deliver"), again);
    assertEquals(new StepPath("b"), after.begun.get(0).step());
    after.completes("b", "{}").await();
    assertEquals(State.SUCCESS, after.state().state());
  }

  @Test
  void runThatIsNotWantedIsLeftAlone() {
    SqliteStore store = sqlite();
    bench(store, FAN, limits(10, 10)).create("{}");
    EngineBench after = new EngineBench("other", vertx, store, FAN, limits(10, 10), point -> {});
    after.on(() -> after.engine.start(run -> false));
    assertTrue(after.begun.isEmpty());
    assertEquals(State.RUNNING, after.state().state());
  }

  @Test
  void alarmEndsALegThatNobodyStops() {
    RunLimits quick =
        new RunLimits(
            10,
            10,
            10,
            64 << 10,
            256 << 10,
            1_000,
            new Occasion.Limits(256, 60_000, 30_000, 50, 5));
    EngineBench bench = bench(memory(), FAN, quick);
    bench.create("{}");
    bench.on(() -> bench.engine.send(RUN, new Command.Cancel("", "")));
    Waiting.until("the alarm", () -> bench.state().state() == State.CANCELLED);
  }

  @Test
  void settledRunThatIsAskedAgainGoesBackToSleep() {
    EngineBench bench = bench(memory(), FAN, limits(10, 10));
    bench.create("{}");
    bench.completes("a", "{}").await();
    bench.completes("b", "{}").await();
    Problem refused =
        assertThrows(
            Problem.class,
            () -> bench.on(() -> bench.engine.send(RUN, new Command.Cancel("", ""))));
    assertEquals(Code.RUN_FINISHED, refused.code());
    Waiting.until("the run to leave memory", () -> bench.engine.active() == 0);
  }

  private void failAt(Point failing) {
    faults.set(
        point -> {
          if (point == failing) {
            throw new IllegalStateException("fault at " + point);
          }
        });
  }
}
