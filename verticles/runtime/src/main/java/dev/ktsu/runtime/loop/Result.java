package dev.ktsu.runtime.loop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.problems.Code;
import org.jspecify.annotations.Nullable;

/** How a leg ended. */
public sealed interface Result {

  /**
   * The model gave an answer.
   *
   * @param output a JSON object, reserved fields included; null where the model said {@code null}
   */
  record Answered(@Nullable JsonNode output) implements Result {}

  /**
   * There is no answer.
   *
   * @param error the contract's text
   * @param rawOutput the last text that was no valid answer, null where there was none
   */
  record Failed(Code code, String error, @Nullable String rawOutput) implements Result {}
}
