package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.orchestrator.kernel.Decision.Emitted;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.kernel.EventCodec;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Snapshot;
import java.util.List;

/** What a decision adds to the store. */
final class Appends {
  private Appends() {}

  /**
   * @param me who writes; another owner of the run is told
   * @param snapshotEvents after so many events the state is kept as well
   */
  static RunStore.Append of(
      RunState before, List<Emitted> emitted, RunState after, Instance me, int snapshotEvents) {
    List<RunStore.Entry> entries = emitted.stream().map(Appends::entry).toList();
    boolean others = !after.isOf(me.toString()) && !after.owner().isEmpty();
    Instance owner = others ? Instance.parse(after.owner()) : null;
    byte[] snapshot = isDue(before, after, snapshotEvents) ? Snapshot.encode(after) : null;
    RunStore.RunRow row = RunRows.of(after);
    boolean standsStill = before.head() > 0 && row.standsAs(RunRows.of(before));
    return new RunStore.Append(
        after.run(), before.head(), entries, row, me, owner, snapshot, standsStill);
  }

  /** Seldom for runs of many steps, whose snapshots are large. */
  private static boolean isDue(RunState before, RunState after, int snapshotEvents) {
    long events = Math.max(snapshotEvents, 2L * after.steps().size());
    return before.head() / events < after.head() / events;
  }

  private static RunStore.Entry entry(Emitted emitted) {
    Recorded recorded = emitted.recorded();
    return new RunStore.Entry(
        recorded.seq(),
        recorded.at(),
        EventCodec.type(recorded.event()),
        EventCodec.VERSION,
        EventCodec.encode(recorded.event()),
        emitted.payload() == null ? null : Json.bytes(emitted.payload()));
  }
}
