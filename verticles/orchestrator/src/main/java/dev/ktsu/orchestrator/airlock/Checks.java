package dev.ktsu.orchestrator.airlock;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.expressions.Work;
import dev.ktsu.schema.Schema;
import dev.ktsu.schema.Violation;
import java.util.List;

/** Checks of values against schemas as a part of the {@link Work} of a computation. */
public final class Checks {
  /** Each value meets some rules. */
  private static final int UNITS_A_VALUE = 10;

  private Checks() {}

  /** The violations in the value. */
  public static List<Violation> check(Schema schema, JsonNode value) {
    Work.spend(UNITS_A_VALUE * Work.weigh(value));
    return schema.check(value);
  }
}
