package dev.ktsu.runtime.loop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.schema.Violation;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Every sentence that the loop itself says to a model. */
final class Prompts {
  private static final int VIOLATIONS_MAX = 20;
  private static final String NOT_JSON =
      "Your reply was not valid JSON of the kind that is needed: ";
  private static final String NOT_THE_SCHEMA = "Your reply does not satisfy the JSON schema:";

  private Prompts() {}

  /** The agent's own words, and the form of the answer where one is asked for. */
  static String system(String own, @Nullable JsonNode outputSchema) {
    return outputSchema == null
        ? own
        : own
            + "\n\nFinish with one JSON object and nothing around it. It must satisfy this JSON"
            + " schema:\n"
            + Json.text(outputSchema);
  }

  static String forgotten(List<String> servers) {
    return "The connection to "
        + String.join(", ", servers)
        + " was opened anew. What those tools kept between calls may be gone: look before you rely"
        + " on it.";
  }

  static String conclude() {
    return "You have reached the maximum number of tool calls. Tools are no longer available: give"
        + " your final answer now, from what you know, as one JSON object.";
  }

  static String correct(String why) {
    return NOT_JSON
        + why
        + ". Reply again with one JSON object, without any text or code fence around it.";
  }

  /** Whether {@code said} is what {@link #correct} says. */
  static boolean isCorrection(String said) {
    return said.startsWith(NOT_JSON);
  }

  /** Whether {@code said} is what {@link #repair} says. */
  static boolean isRepair(String said) {
    return said.startsWith(NOT_THE_SCHEMA);
  }

  static String repair(List<Violation> violations) {
    return violations.stream()
        .limit(VIOLATIONS_MAX)
        .map(violation -> "\n- " + violation)
        .collect(
            Collectors.joining(
                "",
                NOT_THE_SCHEMA,
                "\nReply again with the whole corrected JSON object and nothing else."));
  }
}
