package dev.ktsu.orchestrator.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.futures.FaultPoints;
import dev.ktsu.orchestrator.airlock.AirLock;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.airlock.Rules;
import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.kernel.Evolve;
import dev.ktsu.orchestrator.kernel.Leg;
import dev.ktsu.orchestrator.kernel.Occasion;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.run.RunStore.RunQuery;
import dev.ktsu.orchestrator.run.RunStore.RunRow;
import dev.ktsu.testkit.Waiting;
import dev.ktsu.testkit.postgres.FreshDatabase;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of runs say nothing that their journals do not: they can be made anew at any time. */
class DerivedRowsTest {
  @RegisterExtension static final FreshDatabase DATABASE = new FreshDatabase();

  private static final String FAN =
      """
        - {id: a, agent: a.agent.yaml}
        - {id: b, agent: a.agent.yaml}
        - {id: sum, depends_on: [a, b], transform: {inputs: [{from: a}, {from: b}], ops: []}}
      """;

  private static final RunLimits LIMITS =
      new RunLimits(
          100,
          10,
          1_000,
          64 << 10,
          256 << 10,
          1_000,
          new Occasion.Limits(256, 60_000, 0, 10_000, 5));
  private static final Metrics USED = new Metrics("p/m", 5, 7, 9, new Usd(11), 1, 2, false, 0);

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private RunStore store;
  private EngineBench bench;

  @AfterEach
  void close() {
    bench.on(bench.engine::stop);
    store.stop().await();
    vertx.close().await();
  }

  private void create(RunId run) {
    ObjectNode inputs = Json.object();
    inputs.set("params", Json.object());
    inputs.set("env", Json.object());
    Command.Create create = new Command.Create("w", "digest", false, "trace", 0, inputs);
    bench.on(() -> bench.engine.create(run, create, bench.steps));
  }

  private void send(RunId run, Command command) {
    bench.on(() -> bench.engine.send(run, command));
  }

  private void ends(RunId run, String step, Raw raw) {
    StepPath path = new StepPath(step);
    Leg leg = bench.on(() -> bench.engine.state(run)).step(path).orElseThrow().leg();
    Optional<String> token = Optional.of(leg.token());
    send(run, new Command.Complete(path, leg.number(), token, AirLock.judge(raw, Rules.NONE)));
  }

  private boolean isUnderWay(RunId run, String step) {
    Leg leg = bench.on(() -> bench.engine.state(run)).step(new StepPath(step)).orElseThrow().leg();
    return leg != null && leg.isOpen();
  }

  private void everyKindOfRun() {
    for (long run = 1; run <= 6; run++) {
      create(new RunId(run));
    }
    RunId done = new RunId(2);
    ends(done, "a", new Raw.Output(Json.object(), USED));
    ends(done, "b", new Raw.Output(Json.object(), USED));
    Raw broken = new Raw.Failure(Code.AGENT_FAILED, "broke \"it\"", null, USED);
    for (long failed : new long[] {3, 4}) {
      ends(new RunId(failed), "a", broken);
      send(new RunId(failed), new Command.Stopped(new StepPath("b"), 1, null));
    }
    send(new RunId(4), new Command.Retry("again", "ada"));
    Waiting.until("the next try to begin", () -> isUnderWay(new RunId(4), "a"));
    send(new RunId(5), new Command.Cancel("enough", "ada"));
    send(new RunId(6), new Command.Cancel("enough", "ada"));
    send(new RunId(6), new Command.Cancel("now", "ada"));
  }

  @ParameterizedTest
  @EnumSource(AnyStore.class)
  void rowsMadeAnewFromTheJournalsAreThoseThatAreKept(AnyStore kind) {
    store = kind.open(vertx, folder, DATABASE, "derived");
    bench = new EngineBench("me", vertx, store, FAN, LIMITS, FaultPoints.NONE);
    bench.on(() -> bench.engine.start(run -> true));
    everyKindOfRun();

    List<RunRow> kept = store.list(new RunQuery("", List.of(), 100, null)).await();
    List<RunRow> anew =
        kept.stream()
            .map(row -> Evolve.all(RunState.unborn(row.run()), journal(row.run())))
            .map(RunRows::of)
            .toList();

    assertEquals(anew, kept);
    assertEquals(
        Set.of(State.RUNNING, State.SUCCESS, State.FAILED, State.CANCELLING, State.CANCELLED),
        kept.stream().map(RunRow::state).collect(Collectors.toSet()));
  }

  private List<Recorded> journal(RunId run) {
    return store.journal(run, 0).await();
  }
}
