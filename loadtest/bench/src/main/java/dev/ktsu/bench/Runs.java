package dev.ktsu.bench;

import dev.ktsu.bench.load.Caller;
import dev.ktsu.bench.load.Load;
import dev.ktsu.bench.load.Outcome;
import dev.ktsu.bench.load.Outcome.Window;
import dev.ktsu.bench.load.Pace;
import dev.ktsu.bench.load.Phases;
import dev.ktsu.bench.load.Requests;
import dev.ktsu.bench.load.Samples;
import dev.ktsu.bench.product.ActiveRuns;
import dev.ktsu.bench.product.Engine;
import dev.ktsu.bench.product.Engine.Timed;
import dev.ktsu.bench.product.Gauges.Reading;
import dev.ktsu.bench.product.Ledger;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Loads of one workflow on a running engine, and the check that all of it was done. */
final class Runs {
  private static final long SAMPLE_EVERY = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int CONNECTIONS = 64;
  private static final int FIRST_RUNS = 100;

  private final Engine engine;
  private final String workflow;
  private final String params;
  private final byte[] invoke;
  private final AtomicLong accepted = new AtomicLong();

  /**
   * @param params of each run, as JSON
   */
  Runs(Engine engine, String workflow, String params) {
    this.engine = engine;
    this.workflow = workflow;
    this.params = params;
    this.invoke = Requests.post("/invoke/" + workflow, params);
  }

  /** Some runs one by one, so that no load meets code that was never run. */
  Runs touched() throws IOException {
    try (Caller caller = engine.caller()) {
      for (int i = 0; i < FIRST_RUNS; i++) {
        Engine.runToEnd(caller, invoke, Duration.ZERO);
        accepted.incrementAndGet();
      }
    }
    return this;
  }

  /**
   * What a load came to, after its warm-up.
   *
   * @param outcome of the invokes
   * @param completed runs that completed before the load's end
   * @param commits transactions until the last run had ended
   * @param events until then
   * @param cpu processor time of the product until then
   */
  record Done(Outcome outcome, long completed, long commits, long events, Duration cpu) {
    double runsPerSecond() {
      return completed / outcome.window().seconds();
    }

    /** Commits, events and processor time of one step. */
    String perStep(int stepsOfRun) {
      double steps = (double) outcome.accepted() * stepsOfRun;
      return String.format(
          Locale.ROOT,
          "%.3f commits, %.1f events, %.0f µs of processor a step; %d runs",
          commits / steps,
          events / steps,
          cpu.toNanos() / 1_000.0 / steps,
          outcome.accepted());
    }
  }

  /** As many invokes as {@code connections} carry; each waits for its 202. */
  Done closed(int connections, Phases phases) throws Exception {
    return load(connections, Pace.closed(), phases);
  }

  /** As many unfinished runs at any time. */
  Done window(int unfinished, Phases phases) throws Exception {
    try (ActiveRuns active = new ActiveRuns(engine.address())) {
      Pace pace = Pace.window(unfinished, active::active, active::readings);
      return load(Math.min(unfinished, CONNECTIONS), pace, phases);
    }
  }

  /** A fixed rate of invokes, and beside it some runs one after the other that are timed. */
  Sampled open(int perSecond, Phases phases) throws Exception {
    sampled(perSecond, phases.warmUp());
    return sampled(perSecond, phases.measured());
  }

  private Sampled sampled(int perSecond, Duration time) throws Exception {
    FutureTask<Samples> sampler = new FutureTask<>(() -> sample(time));
    Thread thread = Thread.ofPlatform().name("bench-sampler").start(sampler);
    try {
      Before before = before();
      Outcome outcome = drive(CONNECTIONS, Pace.open(perSecond), time);
      Samples samples = sampler.get();
      return new Sampled(done(before, outcome), samples);
    } finally {
      thread.interrupt();
      thread.join();
    }
  }

  /** So many runs, not waited for; the time is a limit. */
  void begin(int runs, Duration within) throws IOException {
    long before = accepted.get();
    drive(CONNECTIONS, Pace.times(runs), within);
    if (accepted.get() - before != runs) {
      throw new IllegalStateException(
          (accepted.get() - before) + " of " + runs + " runs were begun in " + within);
    }
  }

  /** A fixed rate of invokes, however many are refused; waits until what was accepted has ended. */
  Outcome flood(int perSecond, int connections, Duration time) throws Exception {
    Outcome outcome = Load.run(engine.address(), connections, invoke, Pace.open(perSecond), time);
    accepted.addAndGet(outcome.accepted());
    engine.awaitSettled();
    checkAll();
    return outcome;
  }

  /** A load, and start to result of the runs that were timed beside it. */
  record Sampled(Done load, Samples samples) {}

  /**
   * One run after the other, each asked for until it is complete.
   *
   * @param pause before each asking
   */
  OneByOne oneByOne(Phases phases, Duration pause) throws IOException {
    InstantSource clock = InstantSource.system();
    Samples toAccepted = new Samples();
    Samples toComplete = new Samples();
    try (Caller caller = engine.caller()) {
      runFor(phases.warmUp(), timed(caller, pause, new Samples(), new Samples()));
      long commitsBefore = engine.metrics().commits();
      long from = clock.millis();
      runFor(phases.measured(), timed(caller, pause, toAccepted, toComplete));
      Window window = new Window(from, clock.millis());
      long commits = engine.metrics().commits() - commitsBefore;
      return new OneByOne(toAccepted, toComplete, window, commits);
    }
  }

  /**
   * Runs one by one.
   *
   * @param accepted invoke to 202 of each
   * @param complete start to result of each, as the client saw it
   * @param commits transactions of all of them
   */
  record OneByOne(Samples accepted, Samples complete, Window window, long commits) {}

  /**
   * Counts in the store.
   *
   * @throws IllegalStateException when an accepted run is missing or did not succeed
   */
  void checkAll() throws SQLException {
    try (Ledger ledger = engine.ledger()) {
      long runs = ledger.runs(workflow);
      long unsuccessful = ledger.unsuccessful(workflow);
      if (runs != accepted.get() || unsuccessful > 0) {
        throw new IllegalStateException(
            accepted.get()
                + " runs of "
                + workflow
                + " were accepted; the store has "
                + runs
                + ", of which "
                + unsuccessful
                + " did not succeed");
      }
    }
  }

  private Done load(int connections, Pace pace, Phases phases) throws Exception {
    drive(connections, pace, phases.warmUp());
    Before before = before();
    return done(before, drive(connections, pace, phases.measured()));
  }

  private Outcome drive(int connections, Pace pace, Duration time) throws IOException {
    Outcome outcome = Load.run(engine.address(), connections, invoke, pace, time);
    accepted.addAndGet(outcome.withoutRefusals().accepted());
    return outcome;
  }

  private record Before(Reading reading, Duration cpu) {}

  private Before before() throws IOException {
    return new Before(engine.metrics(), engine.cpu());
  }

  private Done done(Before before, Outcome outcome) throws Exception {
    engine.awaitSettled();
    Duration cpu = engine.cpu().minus(before.cpu());
    Reading after = engine.metrics();
    checkAll();
    try (Ledger ledger = engine.ledger()) {
      return new Done(
          outcome,
          ledger.completed(workflow, outcome.window()),
          after.commits() - before.reading().commits(),
          after.events() - before.reading().events(),
          cpu);
    }
  }

  private interface Run {
    void go() throws IOException;
  }

  private Run timed(Caller caller, Duration pause, Samples toAccepted, Samples toComplete) {
    return () -> {
      Timed timed = Engine.runToEnd(caller, invoke, pause);
      toAccepted.add(timed.accepted());
      toComplete.add(timed.complete());
      accepted.incrementAndGet();
    };
  }

  private static void runFor(Duration time, Run run) throws IOException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      run.go();
    }
  }

  /** A few runs a second, timed by requests that wait for their end. */
  private Samples sample(Duration time) throws IOException {
    Samples samples = new Samples();
    long next = System.nanoTime();
    long end = next + time.toNanos();
    byte[] waiting = Requests.post("/invoke/" + workflow + "?wait=30s", params);
    try (Caller caller = engine.caller()) {
      while (next < end && !Thread.currentThread().isInterrupted()) {
        LockSupport.parkNanos(next - System.nanoTime());
        samples.add(Engine.awaited(caller, waiting));
        accepted.incrementAndGet();
        next += SAMPLE_EVERY;
      }
    }
    return samples;
  }
}
