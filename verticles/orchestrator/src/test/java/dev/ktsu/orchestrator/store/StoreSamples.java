package dev.ktsu.orchestrator.store;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.orchestrator.kernel.Event;
import dev.ktsu.orchestrator.kernel.EventCodec;
import dev.ktsu.orchestrator.run.Instance;
import dev.ktsu.orchestrator.run.RunStore;
import dev.ktsu.orchestrator.run.RunStore.Append;
import dev.ktsu.orchestrator.run.RunStore.Entry;
import dev.ktsu.orchestrator.run.RunStore.RunQuery;
import dev.ktsu.orchestrator.run.RunStore.RunRow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Appends as a run makes them in its life. */
final class StoreSamples {
  private static final byte[] PARAMS = "{\"params\":{}}".getBytes(StandardCharsets.UTF_8);

  private StoreSamples() {}

  static Append born(long run, String workflow) {
    return born(run, workflow, PARAMS);
  }

  static Append born(long run, String workflow, byte @Nullable [] payload) {
    RunId id = new RunId(run);
    Event created = new Event.RunCreated(workflow, "digest", false, "trace", 0, 0, "");
    return new Append(
        id, 0, List.of(entry(1, created, payload)), row(id, workflow, State.RUNNING, 1, ""));
  }

  /** Created at another time than the others, milliseconds. */
  static Append bornAt(long run, long at) {
    Append born = born(run, "w");
    RunRow row = born.row();
    RunRow dated =
        new RunRow(
            row.run(),
            row.workflow(),
            row.definition(),
            row.state(),
            row.settled(),
            row.head(),
            at,
            row.updatedAt(),
            row.completedAt(),
            row.code(),
            row.error(),
            row.used(),
            row.wakeAt(),
            row.owner(),
            row.held());
    return new Append(born.run(), 0, born.entries(), dated);
  }

  /** A run of the owner. */
  static Append owned(long run, Instance owner) {
    Append born = born(run, "w");
    return new Append(born.run(), 0, born.entries(), row(born.row(), 0, owner.toString(), 0));
  }

  /** The same with something that falls due. */
  static Append waking(Append append, long at) {
    RunRow row = append.row();
    return new Append(append.run(), append.head(), append.entries(), row(row, at, row.owner(), 0));
  }

  /** The same with so many calls that wait for a person. */
  static Append holding(Append append, int held) {
    RunRow row = append.row();
    return new Append(
        append.run(), append.head(), append.entries(), row(row, 0, row.owner(), held));
  }

  /** The same with the state after it. */
  static Append snapped(Append append, byte[] state) {
    return new Append(
        append.run(), append.head(), append.entries(), append.row(), null, null, state, false);
  }

  /** The same by a member, who tells another. */
  static Append by(Instance by, Append append, @Nullable Instance tell) {
    return new Append(
        append.run(), append.head(), append.entries(), append.row(), by, tell, null, false);
  }

  private static RunRow row(RunRow row, long wakeAt, String owner, int held) {
    return new RunRow(
        row.run(),
        row.workflow(),
        row.definition(),
        row.state(),
        row.settled(),
        row.head(),
        row.createdAt(),
        row.updatedAt(),
        row.completedAt(),
        row.code(),
        row.error(),
        row.used(),
        wakeAt,
        owner,
        held);
  }

  /** Goes on with a run, which stands as it did. */
  static Append goneOn(RunRow row, long at, Metrics used) {
    RunRow moved = row.moved(row.head() + 1, at, used);
    Event event = new Event.RunCancelling("", "");
    return new Append(
        row.run(),
        row.head(),
        List.of(entry(moved.head(), event, null)),
        moved,
        null,
        null,
        null,
        true);
  }

  /** Something that leaves the run as it is. */
  static Append note(long run, long head) {
    RunId id = new RunId(run);
    Event event = new Event.RunCancelling("", "");
    return new Append(
        id, head, List.of(entry(head + 1, event, null)), row(id, "w", State.RUNNING, head + 1, ""));
  }

  static Append ended(long run, String workflow, long head, State state) {
    RunId id = new RunId(run);
    Event end = new Event.RunEnded(state, null, "");
    String error = state == State.FAILED ? "no" : "";
    return new Append(
        id, head, List.of(entry(head + 1, end, null)), row(id, workflow, state, head + 1, error));
  }

  /** A run that failed in its first commit. */
  static Append failed(long run, String workflow, String error) {
    RunId id = new RunId(run);
    Event end = new Event.RunEnded(State.FAILED, Code.AIRLOCK, error);
    return new Append(
        id, 0, List.of(entry(1, end, null)), row(id, workflow, State.FAILED, 1, error));
  }

  static List<RunRow> rows(RunStore store) {
    return store.list(new RunQuery("", List.of(), 1_000, null)).await();
  }

  static Entry entry(long seq, Event event, byte @Nullable [] payload) {
    return new Entry(
        seq,
        100 + seq,
        EventCodec.type(event),
        EventCodec.VERSION,
        EventCodec.encode(event),
        payload);
  }

  static RunRow row(RunId run, String workflow, State state, long head, String error) {
    boolean over = state.isTerminal();
    return new RunRow(
        run,
        workflow,
        "digest",
        state,
        over,
        head,
        1,
        100 + head,
        over ? 100 + head : 0,
        state == State.FAILED ? Code.AIRLOCK : null,
        error,
        new Metrics(null, 1, 2, 3, new Usd(4), 5, 6, false, 0),
        0,
        "",
        0);
  }
}
