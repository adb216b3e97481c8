package dev.ktsu.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Place;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.shell.CommandError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An answer other than 2xx, as the error of a command. */
final class Refusal {
  private static final int TEXT_MAX = 500;

  private Refusal() {}

  /** {@code <action>: <error> (status N): <message> <detail>}, and a line for each place. */
  static CommandError of(String action, int status, byte[] body) {
    JsonNode problem = document(body);
    String word = problem.path("error").asText("");
    if (word.isEmpty()) {
      return new CommandError(action + ": orchestrator returned status " + status + reason(body));
    }
    StringBuilder text = new StringBuilder(action + ": " + word + " (status " + status + ")");
    String message = problem.path("message").asText("");
    String detail = problem.path("detail").asText("");
    if (!message.isEmpty() || !detail.isEmpty()) {
      text.append(": ").append((message + " " + detail).strip());
    }
    return new CommandError(text.toString(), places(problem));
  }

  private static List<String> places(JsonNode problem) {
    List<String> places = new ArrayList<>();
    problem
        .path("errors")
        .forEach(place -> places.add(Json.convert(place, Place.class).toString()));
    return places;
  }

  private static JsonNode document(byte[] body) {
    try {
      return Json.parse(body);
    } catch (Problem plainText) {
      return Json.object();
    }
  }

  /** Older orchestrators give their reason as plain text. */
  private static String reason(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    String first = text.lines().findFirst().orElse("");
    return first.isEmpty() ? "" : ": " + first.substring(0, Math.min(first.length(), TEXT_MAX));
  }
}
