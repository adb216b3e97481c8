package dev.ktsu.testing.match;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Where one JSON value is not as another; numbers are equal by value. */
public final class Difference {
  private static final int CHARS_MAX = 300;

  private final boolean wholly;
  private final List<String> lines = new ArrayList<>();

  private Difference(boolean wholly) {
    this.wholly = wholly;
  }

  /** Lines of a diff; none when both are equal. */
  public static List<String> between(JsonNode expected, JsonNode got) {
    return of(true, expected, got);
  }

  /** The same where objects that were got may have more fields. */
  public static List<String> including(JsonNode expected, JsonNode got) {
    return of(false, expected, got);
  }

  /** Whether {@code got} includes what is expected, if anything is. */
  public static boolean isIncluded(Optional<JsonNode> expected, JsonNode got) {
    return expected.map(part -> including(part, got).isEmpty()).orElse(true);
  }

  private static List<String> of(boolean wholly, JsonNode expected, JsonNode got) {
    Difference difference = new Difference(wholly);
    difference.compare("", expected, got);
    return difference.lines;
  }

  private void compare(String at, JsonNode expected, JsonNode got) {
    if (expected.isObject() && got.isObject()) {
      TreeSet<String> names = new TreeSet<>();
      expected.fieldNames().forEachRemaining(names::add);
      if (wholly) {
        got.fieldNames().forEachRemaining(names::add);
      }
      names.forEach(name -> compare(at + "/" + name, expected.path(name), got.path(name)));
    } else if (expected.isArray() && got.isArray() && expected.size() == got.size()) {
      for (int index = 0; index < expected.size(); index++) {
        compare(at + "/" + index, expected.get(index), got.get(index));
      }
    } else if (!isEqual(expected, got)) {
      String place = at.isEmpty() ? "" : at + ": ";
      lines.add("- " + place + shown(expected));
      lines.add("+ " + place + shown(got));
    }
  }

  private static boolean isEqual(JsonNode one, JsonNode other) {
    return one.isNumber() && other.isNumber()
        ? one.decimalValue().compareTo(other.decimalValue()) == 0
        : one.equals(other);
  }

  private static String shown(JsonNode value) {
    if (value.isMissingNode()) {
      return "nothing";
    }
    String text = Json.text(value);
    return text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX) + "…";
  }
}
