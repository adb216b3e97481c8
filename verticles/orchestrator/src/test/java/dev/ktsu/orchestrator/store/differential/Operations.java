package dev.ktsu.orchestrator.store.differential;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.orchestrator.kernel.Event;
import dev.ktsu.orchestrator.kernel.EventCodec;
import dev.ktsu.orchestrator.run.RunStore.Append;
import dev.ktsu.orchestrator.run.RunStore.Claim;
import dev.ktsu.orchestrator.run.RunStore.Entry;
import dev.ktsu.orchestrator.run.RunStore.RunQuery;
import dev.ktsu.orchestrator.run.RunStore.RunRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Draws operations that look like the life of many runs, and like its accidents. */
final class Operations {
  private static final List<String> WORKFLOWS = List.of("sum", "triage", "größe \"x\"");
  private static final String[] LETTERS = {"a", "Z", "\"", "\\", "\n", "é", "𝄞", "'", "$1", "?"};
  private static final long LATEST = 1L << 41;
  private static final int TICK_MILLIS = 1_000;
  private static final long CLAIM_MILLIS = 15 * TICK_MILLIS;
  private static final long FIRST_AT = LATEST / 4;
  private static final long FIRST_RUN = RunId.firstAt(FIRST_AT);

  /** How far a run is created from the time of its number at most. */
  private static final long OFF_MILLIS = 3_000_000;

  private final Random random;
  private final Model model;

  /** Runs that may go on, for a while. */
  private final List<RunId> active = new ArrayList<>();

  private final List<RunId> all = new ArrayList<>();
  private long newest = FIRST_RUN;
  private long now = LATEST;

  Operations(long seed, Model model) {
    this.random = new Random(seed);
    this.model = model;
  }

  /** An operation that may change something, on the model as it stands. */
  Operation write() {
    int dice = random.nextInt(100);
    if (dice < 20 || all.isEmpty()) {
      return new Operation.Add(born());
    }
    if (dice < 80) {
      return new Operation.Add(active.isEmpty() ? born() : next(oneOf(active)));
    }
    if (dice < 88) {
      return new Operation.Add(stale(oneOf(all)));
    }
    if (dice < 92) {
      return new Operation.Add(model.last(oneOf(all)));
    }
    if (dice < 96) {
      return new Operation.Add(append(newRun(), 1 + random.nextInt(9), oneOf(WORKFLOWS), 7));
    }
    if (dice < 98) {
      return new Operation.Take(claim(), now - CLAIM_MILLIS);
    }
    return new Operation.Keep("digest " + random.nextInt(500), bytes(random.nextInt(5_000)));
  }

  /** An operation that changes nothing. */
  Operation read() {
    int dice = random.nextInt(100);
    if (dice < 45) {
      return new Operation.Journal(
          anyRun(), sometimes(random.nextInt(12), 0), sometimes(1 + random.nextInt(5), 100_000));
    }
    if (dice < 75) {
      return new Operation.Payloads(
          anyRun(), random.longs(random.nextInt(6), 1, 14).boxed().toList());
    }
    if (dice < 90) {
      return new Operation.Listing(query());
    }
    return new Operation.Definition("digest " + random.nextInt(500));
  }

  /** Which of several, at random. */
  int one(int of) {
    return random.nextInt(of);
  }

  /** Time goes on, which ends old claims. */
  void tick() {
    now += TICK_MILLIS;
  }

  private Claim claim() {
    long at = now + random.nextInt(TICK_MILLIS);
    return new Claim("key " + random.nextInt(200), text(9), anyRun(), at);
  }

  private Append born() {
    RunId run = newRun();
    all.add(run);
    active.add(run);
    long named = run.number() / RunId.ofAMillisecond();
    long createdAt = Math.max(0, named + random.nextLong(-OFF_MILLIS, OFF_MILLIS));
    return append(run, 0, oneOf(WORKFLOWS), createdAt);
  }

  private Append next(RunId run) {
    RunRow row = model.last(run).row();
    Append next = append(run, row.head(), row.workflow(), row.createdAt());
    if (random.nextInt(3) == 0) {
      return goingOn(next, row);
    }
    if (next.row().settled()) {
      active.remove(run);
    }
    return next;
  }

  private Append goingOn(Append next, RunRow row) {
    RunRow moved = row.moved(next.row().head(), next.row().updatedAt(), next.row().used());
    return new Append(next.run(), next.head(), next.entries(), moved, null, null, null, true);
  }

  private Append stale(RunId run) {
    RunRow row = model.last(run).row();
    long seen = random.nextLong(row.head() + 4);
    return append(run, seen == row.head() ? seen + 1 : seen, row.workflow(), row.createdAt());
  }

  private Append append(RunId run, long head, String workflow, long createdAt) {
    int count = 1 + random.nextInt(3);
    // As many runs end as begin, so that a long series does not fill up with unsettled ones.
    State state = random.nextBoolean() ? oneOf(List.of(State.values())) : State.RUNNING;
    List<Entry> entries =
        IntStream.rangeClosed(1, count).mapToObj(n -> entry(head + n, workflow)).toList();
    return new Append(run, head, entries, row(run, head + count, workflow, createdAt, state));
  }

  private RunRow row(RunId run, long head, String workflow, long createdAt, State state) {
    return new RunRow(
        run,
        workflow,
        "digest of " + workflow,
        state,
        state.isTerminal(),
        head,
        createdAt,
        random.nextLong(LATEST),
        state.isTerminal() ? random.nextLong(LATEST) : 0,
        random.nextBoolean() ? null : oneOf(List.of(Code.values())),
        text(random.nextInt(40)),
        metrics(),
        random.nextBoolean() ? 0 : random.nextLong(LATEST),
        oneOf(List.of("", "a~1", "b~2")),
        random.nextInt(3));
  }

  private Entry entry(long seq, String workflow) {
    Event event =
        switch (random.nextInt(3)) {
          case 0 ->
              new Event.RunCreated(
                  workflow, "digest", random.nextBoolean(), text(8), random.nextInt(3), 0, text(4));
          case 1 -> new Event.RunCancelling(text(5) + "\0" + text(5), text(9));
          default -> new Event.RunEnded(State.FAILED, oneOf(List.of(Code.values())), text(90));
        };
    int payload = random.nextInt(500) == 0 ? 50_000 : random.nextInt(200);
    return new Entry(
        seq,
        random.nextLong(LATEST),
        EventCodec.type(event),
        EventCodec.VERSION,
        EventCodec.encode(event),
        random.nextInt(3) == 0 ? null : bytes(payload));
  }

  private RunQuery query() {
    List<State> states =
        IntStream.range(0, random.nextInt(4))
            .mapToObj(n -> oneOf(List.of(State.values())))
            .distinct()
            .toList();
    return new RunQuery(
        random.nextBoolean() ? "" : oneOf(WORKFLOWS),
        states,
        1 + random.nextInt(20),
        random.nextBoolean() ? null : anyRun(),
        random.nextInt(4) == 0 ? aTime() : 0,
        random.nextBoolean() ? Long.MAX_VALUE : aTime(),
        random.nextInt(4) == 0);
  }

  /** Before, between or after the times at which most runs are created. */
  private long aTime() {
    return FIRST_AT + random.nextLong(-2 * OFF_MILLIS, 2 * OFF_MILLIS);
  }

  private Metrics metrics() {
    return new Metrics(
        random.nextBoolean() ? null : "provider/" + text(3),
        random.nextLong(LATEST),
        random.nextInt(),
        random.nextInt(),
        new Usd(random.nextLong(LATEST)),
        random.nextInt(9),
        random.nextInt(9),
        random.nextBoolean(),
        random.nextInt(2));
  }

  private int sometimes(int value, int mostly) {
    return random.nextInt(4) == 0 ? value : mostly;
  }

  private RunId anyRun() {
    return all.isEmpty() || random.nextInt(20) == 0 ? newRun() : oneOf(all);
  }

  /** Nearly always newer than all others, as run numbers are. */
  private RunId newRun() {
    if (random.nextInt(20) == 0) {
      return new RunId(random.nextLong(1, newest));
    }
    newest += 1 + random.nextInt(1 << 20);
    return new RunId(newest);
  }

  private String text(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(LETTERS[random.nextInt(LETTERS.length)]);
    }
    return text.toString();
  }

  /** Not always text: a store must not look inside. */
  private byte[] bytes(int length) {
    if (random.nextBoolean()) {
      return text(length / 2).getBytes(StandardCharsets.UTF_8);
    }
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private <T> T oneOf(List<T> items) {
    return items.get(random.nextInt(items.size()));
  }
}
