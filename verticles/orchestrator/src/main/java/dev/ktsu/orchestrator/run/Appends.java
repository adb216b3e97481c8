package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.orchestrator.kernel.Decision.Emitted;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.kernel.EventCodec;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Snapshot;
import dev.ktsu.orchestrator.run.RunStore.Append;
import dev.ktsu.orchestrator.run.RunStore.Entry;
import java.util.List;

/** Writes down what was decided. Pure. */
final class Appends {
  private Appends() {}

  static List<Entry> entries(List<Emitted> emitted) {
    return emitted.stream().map(Appends::entry).toList();
  }

  /**
   * The append that leads from one state to the next.
   *
   * @param snapshotEvents after so many events the state is kept as well
   */
  static Append of(
      RunState before, RunState after, List<Entry> entries, Instance me, int snapshotEvents) {
    boolean others = !after.isOf(me.toString()) && !after.owner().isEmpty();
    return new Append(
        after.run(),
        before.head(),
        entries,
        RunRows.of(after),
        me,
        others ? Instance.parse(after.owner()) : null,
        isDue(before, after, snapshotEvents) ? Snapshot.encode(after) : null);
  }

  /** Seldom for runs of many steps, whose snapshots are large. */
  private static boolean isDue(RunState before, RunState after, int snapshotEvents) {
    long events = Math.max(snapshotEvents, 2L * after.steps().size());
    return before.head() / events < after.head() / events;
  }

  private static Entry entry(Emitted emitted) {
    Recorded recorded = emitted.recorded();
    return new Entry(
        recorded.seq(),
        recorded.at(),
        EventCodec.type(recorded.event()),
        EventCodec.VERSION,
        EventCodec.encode(recorded.event()),
        emitted.payload() == null ? null : Json.bytes(emitted.payload()));
  }
}
