package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.time.Durations;
import dev.ktsu.expressions.ExpressionException;
import dev.ktsu.orchestrator.kernel.Behaviour.Wake;
import dev.ktsu.project.SleepStep;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.OptionalLong;

/** When the pause of a sleep step is over. */
final class Pauses {
  private static final double SECONDS_MAX = 10 * 365 * 86_400.0;

  private Pauses() {}

  /**
   * @param scope what the step's expressions read
   * @param at when the pause begins, milliseconds since the epoch
   */
  static Wake end(SleepStep sleep, ObjectNode scope, long at) {
    try {
      return sleep.lasting().isPresent()
          ? lasting(sleep.lasting().get().render(scope), at)
          : until(sleep.until().orElseThrow().render(scope), at);
    } catch (ExpressionException wrong) {
      return failed("sleep: " + wrong.getMessage());
    }
  }

  private static Wake lasting(JsonNode value, long at) {
    if (value.isNumber() && value.doubleValue() >= 0 && value.doubleValue() <= SECONDS_MAX) {
      return new Wake(at + Math.round(value.doubleValue() * 1_000), "");
    }
    OptionalLong millis = Durations.millis(value.asText());
    return millis.isPresent()
        ? new Wake(at + millis.getAsLong(), "")
        : failed("sleep: " + value + " is neither " + Durations.FORM + " nor a number of seconds");
  }

  /** A time that is past ends the pause as it begins. */
  private static Wake until(JsonNode value, long at) {
    try {
      long until = OffsetDateTime.parse(value.asText()).toInstant().toEpochMilli();
      return new Wake(Math.max(at, until), "");
    } catch (DateTimeParseException wrong) {
      return failed(
          "sleep: " + value + " is no ISO 8601 time with an offset, such as 2030-01-31T08:00:00Z");
    }
  }

  private static Wake failed(String error) {
    return new Wake(0, error);
  }
}
