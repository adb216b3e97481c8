package dev.ktsu.orchestrator.simulation;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.kernel.Evolve;
import dev.ktsu.orchestrator.kernel.RunState;
import java.util.ArrayList;
import java.util.List;

/** A run as its journal in the store says: every state that it was in. */
final class Shadow {
  private final List<Recorded> journal = new ArrayList<>();
  private final List<RunState> states = new ArrayList<>();

  Shadow(RunId run) {
    states.add(RunState.unborn(run));
  }

  void add(Recorded recorded) {
    states.add(Evolve.apply(now(), recorded));
    journal.add(recorded);
  }

  RunState now() {
    return states.getLast();
  }

  /** The state after event {@code head}. */
  RunState at(long head) {
    return states.get((int) head);
  }

  List<Recorded> journal() {
    return journal;
  }
}
