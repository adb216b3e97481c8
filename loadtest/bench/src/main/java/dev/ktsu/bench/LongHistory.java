package dev.ktsu.bench;

import dev.ktsu.bench.Figure.Unit;
import dev.ktsu.bench.load.Caller;
import dev.ktsu.bench.load.Requests;
import dev.ktsu.bench.load.Samples.Quantiles;
import dev.ktsu.bench.load.Sink;
import dev.ktsu.bench.product.Engine;
import dev.ktsu.bench.product.Ledger;
import dev.ktsu.bench.product.Site;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.Checkpoint;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.testkit.FakeRuntime;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One run whose journal grows: a row of webhooks, then agents that tell many turns, then another
 * row of webhooks. Right after it a short run does such a row, so that both meet the same weather.
 * The time of a step is that from one call to the next.
 */
final class LongHistory implements Benchmark {
  private static final String SHORT = "history-row";
  private static final String LONG = "history";
  private static final int ROW = 400;
  private static final int AGENTS = 100;
  private static final int TALKERS = 16;
  private static final int TURNS = 490;
  private static final int TURNS_QUICK = 10;

  /** Turns are one event each, and the first row brings the rest. */
  private static final int EVENTS_MIN = 50_000;

  private static final double RATIO_MAX = 1.2;

  @Override
  public String name() {
    return "history";
  }

  @Override
  public List<Figure> measure(Rig rig) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (Sink sink = Sink.start("{}");
        Site site = site(rig)) {
      FakeRuntime runtime = FakeRuntime.start(vertx, "bench");
      Map<String, String> environment =
          Map.of("BENCH_SINK", sink.url(), "KTSU_RUNTIME_URL", runtime.url());
      try (Engine engine = Engine.on(site, rig.jars(), "bench", environment)) {
        long end = System.nanoTime() + rig.phases().warmUp().toNanos();
        while (System.nanoTime() < end) {
          begin(engine, SHORT);
          engine.awaitSettled();
        }
        return figures(rig, engine, sink, runtime);
      }
    } finally {
      vertx.close().await();
    }
  }

  private static List<Figure> figures(Rig rig, Engine engine, Sink sink, FakeRuntime runtime)
      throws Exception {
    int turns = rig.amount(TURNS, TURNS_QUICK);
    int before = sink.arrivals().count();
    begin(engine, LONG);
    talk(engine, runtime, turns);
    engine.awaitSettled();
    begin(engine, SHORT);
    engine.awaitSettled();
    Quantiles late = sink.arrivals().gaps(before + ROW, before + 2 * ROW).quantiles();
    Quantiles early = sink.arrivals().gaps(before + 2 * ROW, before + 3 * ROW).quantiles();
    long events = events(engine);
    if (turns == TURNS && events < EVENTS_MIN) {
      throw new IllegalStateException("the run has " + events + " events");
    }
    long lateAt = events - ROW;
    return List.of(
        step(rig, "of a run up to event " + 2 * ROW, early),
        step(rig, String.format(Locale.ROOT, "of a run around event %,d", lateAt), late),
        new Figure(
            "step of a long run, p50, in times of one of a short run",
            "one run of " + events + " events",
            late.p50() / early.p50(),
            Unit.RATIO,
            Figure.atMost(RATIO_MAX),
            null,
            ""));
  }

  private static Figure step(Rig rig, String where, Quantiles seen) {
    return new Figure(
        "webhook step, p50, " + where,
        rig.store() + ", " + ROW + " in a row; from call to call",
        seen.p50(),
        Unit.MILLIS,
        Figure.NO_TARGET,
        seen,
        "");
  }

  private static void begin(Engine engine, String workflow) throws IOException {
    try (Caller caller = engine.caller()) {
      caller.call(Requests.post("/invoke/" + workflow, "{}")).expect(202);
    }
  }

  /** Every agent tells its turns, then answers. */
  private static void talk(Engine engine, FakeRuntime runtime, int turns) throws Exception {
    List<InvokeRequest> legs = new ArrayList<>();
    while (legs.size() < AGENTS) {
      legs.add(runtime.next());
    }
    AtomicInteger next = new AtomicInteger();
    Callable<Void> talker =
        () -> {
          try (Caller caller = engine.caller()) {
            for (int leg = next.getAndIncrement(); leg < AGENTS; leg = next.getAndIncrement()) {
              talk(caller, legs.get(leg), turns);
            }
          }
          return null;
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(TALKERS)) {
      List<Future<Void>> talked = new ArrayList<>();
      for (int i = 0; i < TALKERS; i++) {
        talked.add(threads.submit(talker));
      }
      for (Future<Void> one : talked) {
        one.get();
      }
    }
    for (InvokeRequest leg : legs) {
      int status = runtime.answer(leg, "{\"greeting\":\"Yes\"}").status();
      if (status != 200) {
        throw new IllegalStateException("the result of an agent was answered " + status);
      }
    }
  }

  private static void talk(Caller caller, InvokeRequest leg, int turns) throws IOException {
    URI url = URI.create(leg.checkpointUrl());
    String path = url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
    List<Message> said = List.of(Message.user("a turn"));
    for (int turn = 1; turn <= turns; turn++) {
      Checkpoint told = new Checkpoint(leg.leg(), turn, turn - 1, said, FakeRuntime.USAGE);
      caller.call(Requests.post(path, Json.text(told))).expect(200);
    }
  }

  private static long events(Engine engine) throws Exception {
    try (Ledger ledger = engine.ledger()) {
      if (ledger.unsuccessful(LONG) + ledger.unsuccessful(SHORT) > 0) {
        throw new IllegalStateException("a run did not succeed");
      }
      return ledger.events(LONG);
    }
  }

  private static Site site(Rig rig) throws Exception {
    String agents =
        IntStream.range(0, AGENTS)
            .mapToObj(
                i ->
                    ("  - {id: a%d, depends_on: [h%d], agent: ./agents/greeter.agent.yaml,"
                            + " params: {name: World}}%n")
                        .formatted(i, ROW - 1))
            .collect(Collectors.joining());
    String all =
        IntStream.range(0, AGENTS).mapToObj(i -> "a" + i).collect(Collectors.joining(", "));
    String early = row("h", i -> i == 0 ? "" : "h" + (i - 1));
    String late = row("t", i -> i == 0 ? all : "t" + (i - 1));
    return rig.jars()
        .site()
        .with(SHORT, workflow(SHORT, early))
        .with(LONG, workflow(LONG, early + agents + late));
  }

  private static String workflow(String name, String steps) {
    return "kind: workflow\nname: %s\nversion: \"1.0.0\"\nenv: [{name: BENCH_SINK}]\npipeline:\n"
            .formatted(name)
        + steps;
  }

  private static String row(String prefix, IntFunction<String> after) {
    return IntStream.range(0, ROW)
        .mapToObj(
            i ->
                ("  - {id: %s%d, depends_on: [%s],"
                        + " webhook: {url: \"{{ env.BENCH_SINK }}\", body: {n: 1}}}%n")
                    .formatted(prefix, i, after.apply(i)))
        .collect(Collectors.joining());
  }
}
