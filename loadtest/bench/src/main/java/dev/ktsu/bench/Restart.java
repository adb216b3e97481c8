package dev.ktsu.bench;

import dev.ktsu.bench.Figure.Unit;
import dev.ktsu.bench.load.Arrivals;
import dev.ktsu.bench.load.Sink;
import dev.ktsu.bench.product.Engine;
import dev.ktsu.bench.product.Ledger;
import dev.ktsu.bench.product.Site;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code kill -9} while many runs wait for the answer of their webhook, which then comes at once:
 * how soon the process that is started again goes on with them, and how soon another one that ran
 * beside it.
 */
final class Restart implements Benchmark {
  private static final String WORKFLOW = "hook";
  private static final Duration BEGUN_WITHIN = Duration.ofSeconds(15);
  private static final long TAKEN_UP_WITHIN = TimeUnit.SECONDS.toNanos(60);
  private static final long POLL = TimeUnit.MILLISECONDS.toNanos(10);
  private static final double FIRST_MILLIS_MAX = 5_000;

  @Override
  public String name() {
    return "restart";
  }

  @Override
  public List<Figure> measure(Rig rig) throws Exception {
    int runs = rig.amount(10_000, 500);
    try (Sink sink = Sink.start("{}");
        Site site = rig.jars().site()) {
      Place place = new Place(rig, site, sink, runs);
      Went again = place.startedAgain();
      Went taken = place.takenOver();
      String with = String.format(Locale.ROOT, "%s, %,d runs in flight", rig.store(), runs);
      return List.of(
          first("killed and started again", with + "; since the start of the process", again),
          all("killed and started again", again),
          first("killed, taken over by another", with + "; since the process was gone", taken),
          all("killed, taken over by another", taken));
    }
  }

  /**
   * What followed a kill, in milliseconds since its zero.
   *
   * @param first until a webhook was called
   * @param all until as many were called as runs had waited
   */
  private record Went(double first, double all) {}

  private static Figure first(String what, String with, Went went) {
    return new Figure(
        what + ": first dispatch",
        with,
        went.first(),
        Unit.WAITED,
        Figure.atMost(FIRST_MILLIS_MAX),
        null,
        "");
  }

  private static Figure all(String what, Went went) {
    return new Figure(
        what + ": all taken up",
        "until every one is called; then all complete",
        went.all(),
        Unit.WAITED,
        Figure.NO_TARGET,
        null,
        "");
  }

  /** One site and the processes on it. */
  private record Place(Rig rig, Site site, Sink sink, int runs) {
    Went startedAgain() throws Exception {
      try (Engine killed = engine("one")) {
        begin(killed);
        killed.kill();
      }
      sink.release();
      try (Engine again = engine("one")) {
        return went(again, again.begunAt());
      }
    }

    Went takenOver() throws Exception {
      try (Engine killed = engine("one");
          Engine other = engine("other")) {
        begin(killed);
        long gone = killed.kill();
        sink.release();
        return went(other, gone);
      }
    }

    private Engine engine(String name) throws Exception {
      return Engine.on(site, rig.jars(), name, Map.of("BENCH_SINK", sink.url()));
    }

    private void begin(Engine engine) throws Exception {
      sink.hold();
      new Runs(engine, WORKFLOW, "{\"n\":1}").begin(runs, BEGUN_WITHIN);
      int active = engine.metrics().active();
      if (active != runs) {
        throw new IllegalStateException(active + " of " + runs + " runs are in flight");
      }
    }

    private Went went(Engine engine, long since) throws Exception {
      Arrivals arrivals = sink.arrivals();
      OptionalLong last = arrivals.nth(runs, since);
      while (last.isEmpty()) {
        if (System.nanoTime() > since + TAKEN_UP_WITHIN) {
          throw new IllegalStateException("not all runs were taken up within a minute");
        }
        LockSupport.parkNanos(POLL);
        last = arrivals.nth(runs, since);
      }
      engine.awaitSettled();
      try (Ledger ledger = engine.ledger()) {
        long left = ledger.unsuccessful(WORKFLOW);
        if (left > 0) {
          throw new IllegalStateException(left + " runs did not succeed");
        }
      }
      return new Went(
          millis(arrivals.nth(1, since).getAsLong() - since), millis(last.getAsLong() - since));
    }

    private static double millis(long nanos) {
      return nanos / 1e6;
    }
  }
}
