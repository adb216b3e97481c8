package dev.ktsu.runtime.loop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.InvalidInput;
import java.util.Locale;
import java.util.regex.Pattern;

/** A model's final text, read as what it has to be. */
sealed interface Reply {
  Pattern FENCE_OPEN = Pattern.compile("^```[\\w-]*\\s*");
  Pattern FENCE_CLOSE = Pattern.compile("\\s*```$");

  /** A JSON object. */
  record Output(ObjectNode value) implements Reply {}

  /** The text {@code null}: an answer that says nothing. */
  record Nothing() implements Reply {}

  /**
   * Anything else.
   *
   * @param why ends a sentence that the model reads
   */
  record Invalid(String why) implements Reply {}

  /** Reads the text; a code fence around all of it is taken off. */
  static Reply read(String text) {
    String bare = text.strip();
    if (bare.startsWith("```")) {
      bare = FENCE_CLOSE.matcher(FENCE_OPEN.matcher(bare).replaceFirst("")).replaceFirst("");
    }
    if (bare.isEmpty()) {
      return new Invalid("it was empty");
    }
    try {
      return of(Json.parse(bare));
    } catch (InvalidInput malformed) {
      return new Invalid("it cannot be read as JSON");
    }
  }

  private static Reply of(JsonNode tree) {
    if (tree.isNull()) {
      return new Nothing();
    }
    return tree instanceof ObjectNode object
        ? new Output(object)
        : new Invalid(
            "an object is needed, not a JSON "
                + tree.getNodeType().name().toLowerCase(Locale.ROOT));
  }
}
