package dev.ktsu.orchestrator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ktsu.orchestrator.kernel.Decision.Emitted;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A snapshot and what follows it are the whole journal. */
class SnapshotTest {
  @ParameterizedTest
  @EnumSource(GoldenRuns.class)
  void stateIsTheSameFromASnapshotAfterAnyEvent(GoldenRuns golden) {
    Bench bench = golden.played();
    List<Recorded> journal = bench.journal.stream().map(Emitted::recorded).toList();
    for (int events = 1; events <= journal.size(); events++) {
      RunState folded = Evolve.all(RunState.unborn(bench.run), journal.subList(0, events));
      RunState kept = Snapshot.decode(bench.run, Snapshot.encode(folded));
      assertEquals(folded, kept);
      assertEquals(bench.state, Evolve.all(kept, journal.subList(events, journal.size())));
    }
  }
}
