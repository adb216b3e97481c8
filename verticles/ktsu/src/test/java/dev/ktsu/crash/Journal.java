package dev.ktsu.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.testkit.TestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The events of one run, as its API tells them. */
record Journal(List<JsonNode> events) {
  Journal {
    events = List.copyOf(events);
  }

  /** Reads all pages. */
  static Journal read(TestClient client, String run) {
    List<JsonNode> events = new ArrayList<>();
    long after = 0;
    while (true) {
      JsonNode page =
          client.get("/runs/" + run + "/events?format=json&limit=1000&after=" + after).json();
      page.path("events").forEach(events::add);
      if (page.path("events").isEmpty()) {
        return new Journal(events);
      }
      after = page.path("next").asLong();
    }
  }

  boolean isGapless() {
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i).path("seq").asLong() != i + 1) {
        return false;
      }
    }
    return !events.isEmpty();
  }

  long count(String type) {
    return count(type, event -> true);
  }

  /** How often {@code step} was ended well. */
  long completions(String step) {
    Predicate<JsonNode> ofStep = event -> event.path("step").asText().equals(step);
    return count("step_computed", ofStep)
        + count("leg_ended", ofStep.and(event -> event.path("state").asText().equals("success")));
  }

  /** Whether a call was announced in a turn that was not kept: nobody knows what became of it. */
  boolean hasOpenIntent() {
    int kept = lastTurn("turn_kept");
    return lastTurn("call_intended") > kept;
  }

  private int lastTurn(String type) {
    return events.stream()
        .filter(event -> event.path("type").asText().equals(type))
        .mapToInt(event -> event.path("turn").asInt())
        .max()
        .orElse(0);
  }

  private long count(String type, Predicate<JsonNode> which) {
    return events.stream()
        .filter(event -> event.path("type").asText().equals(type))
        .filter(which)
        .count();
  }

  @Override
  public String toString() {
    return events.stream().map(event -> "    " + event).collect(Collectors.joining("\n"));
  }
}
