package dev.ktsu.runtime.loop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.wire.PendingApproval;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a leg ended. */
public sealed interface Result {

  /**
   * The model gave an answer.
   *
   * @param output a JSON object, reserved fields included; null where the model said {@code null}
   */
  record Answered(@Nullable JsonNode output) implements Result {}

  /** People have to decide on calls, at least one; everything else of the turn is done. */
  record Asks(List<PendingApproval> calls) implements Result {
    public Asks {
      calls = List.copyOf(calls);
    }
  }

  /**
   * There is no answer.
   *
   * @param error the contract's text
   * @param rawOutput the last text that was no valid answer, null where there was none
   */
  record Failed(Code code, String error, @Nullable String rawOutput) implements Result {}
}
