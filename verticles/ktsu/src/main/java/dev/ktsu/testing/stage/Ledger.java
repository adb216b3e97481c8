package dev.ktsu.testing.stage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.project.TestExpectation.CallKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a run has asked of the world, and what the script did not foresee. Thread-safe. */
public final class Ledger {
  private final List<Call> calls = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();

  /**
   * A call that was made.
   *
   * @param step path of the step that made it
   * @param facts {@code server} and {@code tool}, or {@code method} and {@code url}
   * @param body arguments of a tool, body of a webhook; nothing for a prompt
   * @param text of a prompt
   */
  public record Call(
      CallKind kind, String step, Map<String, String> facts, JsonNode body, String text) {}

  synchronized void add(Call call) {
    calls.add(call);
  }

  synchronized void complain(String sentence) {
    if (!complaints.contains(sentence)) {
      complaints.add(sentence);
    }
  }

  /** In the order in which they were made. */
  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  /** Sentences on calls for which there was no answer. */
  public synchronized List<String> complaints() {
    return List.copyOf(complaints);
  }
}
