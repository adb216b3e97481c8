package dev.ktsu.bench;

import dev.ktsu.bench.Figure.Unit;
import dev.ktsu.bench.load.Caller;
import dev.ktsu.bench.load.Requests;
import dev.ktsu.bench.product.Engine;
import dev.ktsu.bench.product.Memory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lists of many items: from the invoke to the record with all results, one run at a time. */
final class FanOut implements Benchmark {
  private static final int ITEMS = 10_000;
  private static final int ITEMS_QUICK = 500;
  private static final int RUNS = 5;
  private static final double PURE_MILLIS_MAX = 500;
  private static final double AGENT_MILLIS_MAX = 4_000;
  private static final double HEAP_MEBIBYTES_MAX = 256;

  @Override
  public String name() {
    return "fanout";
  }

  @Override
  public List<Figure> measure(Rig rig) throws Exception {
    int items = rig.amount(ITEMS, ITEMS_QUICK);
    List<Figure> figures = new ArrayList<>();
    try (Engine engine = Engine.allInOne(rig.jars(), List.of())) {
      figures.add(fastest(rig, engine, "fan-pure", items, PURE_MILLIS_MAX));
      figures.add(fastest(rig, engine, "fan-agent", items, AGENT_MILLIS_MAX));
      Memory memory = engine.memory();
      figures.add(
          new Figure(
              "heap in use after lists of " + items + " items, all tiers",
              rig.store() + ", after a collection",
              memory.heap(),
              Unit.MEBIBYTES,
              Figure.atMost(HEAP_MEBIBYTES_MAX),
              null,
              memory.toString()));
    }
    return figures;
  }

  /** Of a few runs: the first ones meet code that was never run. */
  private static Figure fastest(
      Rig rig, Engine engine, String workflow, int items, double millisMax) throws IOException {
    byte[] invoke = Requests.post("/invoke/" + workflow + "?wait=60s", body(items));
    List<Long> millis = new ArrayList<>();
    try (Caller caller = engine.caller()) {
      for (int i = 0; i < RUNS; i++) {
        millis.add(TimeUnit.NANOSECONDS.toMillis(Engine.awaited(caller, invoke)));
      }
    }
    return new Figure(
        workflow.equals("fan-pure") ? "list of transforms" : "list of agent steps, instant model",
        rig.store() + ", " + items + " items, invoke to record, the fastest of " + RUNS,
        millis.stream().mapToLong(Long::longValue).min().orElseThrow(),
        Unit.MILLIS,
        rig.by(Figure.atMost(millisMax), Figure.NO_TARGET),
        null,
        "each: " + millis.stream().map(one -> one + " ms").collect(Collectors.joining(", ")));
  }

  private static String body(int items) {
    return IntStream.range(0, items)
        .mapToObj(item -> "\"item " + item + "\"")
        .collect(Collectors.joining(",", "{\"items\":[", "]}"));
  }
}
