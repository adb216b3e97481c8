package dev.ktsu.testing.play;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.client.OrchestratorClient;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What has happened in a run, as far as it was read. */
public final class Journal {
  /** Events after which somebody works on a leg, or is about to. */
  private static final Set<String> BUSY =
      Set.of(
          "leg_queued",
          "leg_started",
          "leg_resumed",
          "leg_accepted",
          "leg_recovering",
          "leg_cancelling",
          "turn_kept",
          "call_intended");

  /** What may be spent says nothing of how far a leg is. */
  private static final String GRANTED = "granted";

  private static final Set<String> ENDS = Set.of("step_computed", "step_skipped", "leg_ended");

  private final Map<String, Passage> passages = new LinkedHashMap<>();
  private long read;
  private boolean over;

  /**
   * The way of a step.
   *
   * @param begun number of its first event of its own
   * @param ended number of its last end, 0 for none
   * @param last type of its last event
   */
  private record Passage(long begun, long ended, String last) {
    Passage then(long seq, String type) {
      return new Passage(begun, ENDS.contains(type) ? seq : ended, type);
    }
  }

  /**
   * Reads on to the end of what is there.
   *
   * @return whether there was anything new
   */
  boolean readOn(OrchestratorClient client, String run) {
    long before = read;
    JsonNode page;
    do {
      page = client.journal("test", run, read).path("events");
      page.forEach(this::take);
    } while (!page.isEmpty() && !over);
    return read > before;
  }

  void take(JsonNode event) {
    read = event.path("seq").asLong();
    String type = event.path("type").asText();
    // A leg that was cancelled with its run ends after it.
    over |= type.equals("run_ended");
    String step = event.path("step").asText("");
    if (!step.isEmpty() && !type.equals(GRANTED)) {
      Passage before = passages.getOrDefault(step, new Passage(read, 0, type));
      passages.put(step, before.then(read, type));
    }
  }

  boolean isOver() {
    return over;
  }

  /** The step that is worked on; a list or a sub-workflow is not worked on itself. */
  boolean isAnyoneAtWork() {
    return passages.entrySet().stream()
        .anyMatch(each -> BUSY.contains(each.getValue().last()) && !isWhole(each.getKey()));
  }

  private boolean isWhole(String step) {
    return passages.keySet().stream()
        .anyMatch(other -> other.startsWith(step + "[") || other.startsWith(step + "/"));
  }

  /** Whether {@code first} had ended before {@code then} began; empty when one of them did not. */
  public Optional<Boolean> isBefore(String first, String then) {
    Passage one = passages.get(first);
    Passage other = passages.get(then);
    return one == null || other == null || one.ended() == 0
        ? Optional.empty()
        : Optional.of(one.ended() < other.begun());
  }

  /** Paths of the steps to which anything has happened, in that order. */
  public Set<String> steps() {
    return passages.keySet();
  }
}
