package dev.ktsu.orchestrator.airlock;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.wire.Metrics;
import org.jspecify.annotations.Nullable;

/** How a leg ended, as its executor tells it. */
public sealed interface Raw {
  /** Usage, null when none was reported. */
  @Nullable Metrics metrics();

  /** It has an output. */
  record Output(JsonNode output, @Nullable Metrics metrics) implements Raw {}

  /**
   * It has none.
   *
   * @param rawOutput the last text that was no valid answer, null for none
   */
  record Failure(Code code, String error, @Nullable String rawOutput, @Nullable Metrics metrics)
      implements Raw {}
}
