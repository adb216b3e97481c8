package dev.ktsu.orchestrator.run;

import dev.ktsu.orchestrator.run.Instances.Life;
import dev.ktsu.orchestrator.run.Instances.Processes;

/** A process that knows nothing of others, as if each had a machine of its own. */
public record StrangeProcesses(String self) implements Processes {
  @Override
  public Life life(String process) {
    return Life.UNKNOWN;
  }
}
