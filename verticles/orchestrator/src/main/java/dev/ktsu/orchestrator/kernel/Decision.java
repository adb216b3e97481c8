package dev.ktsu.orchestrator.kernel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a command: events that must be committed together, and the state after them.
 *
 * @param emitted in order, none when nothing changes
 * @param next the state once they are committed
 * @param refusal why the command was refused, null when it was not
 */
public record Decision(List<Emitted> emitted, RunState next, @Nullable Problem refusal) {
  public Decision {
    emitted = List.copyOf(emitted);
  }

  /** An event and its payload, null for none. */
  public record Emitted(Recorded recorded, @Nullable ObjectNode payload) {}
}
