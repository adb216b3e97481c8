package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.ids.StepPath;
import java.util.List;

/** Something that must be done outside, because the state says so. */
public sealed interface Effect {
  StepPath step();

  int leg();

  /** Tell people by webhooks that the leg waits for their decision. */
  record Announce(StepPath step, int leg) implements Effect {}

  /** Make the HTTP call of a webhook step. */
  record CallWebhook(StepPath step, int leg) implements Effect {}

  /**
   * Hand a leg to a runtime.
   *
   * @param delivery which try it is, from 1
   */
  record Deliver(StepPath step, int leg, String executor, int delivery, String token)
      implements Effect {}

  /** Find a runtime with these labels for a leg. */
  record Place(StepPath step, int leg, List<String> runsOn) implements Effect {
    public Place {
      runsOn = List.copyOf(runsOn);
    }
  }

  /** Tell whoever has the leg to stop. */
  record Stop(StepPath step, int leg, String executor, StepKind kind) implements Effect {}

  /** Watch the runtime that has the leg. */
  record Watch(StepPath step, int leg, String executor) implements Effect {}
}
