package dev.ktsu.orchestrator.run;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.orchestrator.kernel.Decision.Emitted;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.kernel.EventCodec;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a decision adds to the store. */
final class Appends {
  private Appends() {}

  /**
   * By this process; another owner of the run is told.
   *
   * @param was the row of the state before, null for a run that is not there yet
   */
  static RunStore.Append of(
      RunEngine.Ports ports,
      RunState before,
      RunStore.@Nullable RunRow was,
      List<Emitted> emitted,
      RunState after) {
    List<RunStore.Entry> entries = emitted.stream().map(Appends::entry).toList();
    boolean others = !after.isOf(ports.membership().name()) && !after.owner().isEmpty();
    Instance owner = others ? Instance.parse(after.owner()) : null;
    boolean isDue = isDue(before, after, ports.limits().snapshotEvents());
    RunStore.RunRow row = RunRows.of(after);
    return new RunStore.Append(
        after.run(),
        before.head(),
        entries,
        row,
        ports.membership().me(),
        owner,
        isDue ? Snapshot.encode(after) : null,
        was != null && row.standsAs(was));
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
