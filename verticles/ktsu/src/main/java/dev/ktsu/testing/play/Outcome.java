package dev.ktsu.testing.play;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.testing.stage.Ledger.Call;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a test.
 *
 * @param run {@code status}, {@code error}, {@code error_code}, {@code output} of the run; the
 *     status is {@code refused} when there is none, because the invoke was refused
 * @param result what the run gives, nothing for none
 * @param steps records of all steps by path
 * @param complaints sentences on what the script did not foresee
 * @param unused sentences on answers that nobody has asked for
 */
public record Outcome(
    JsonNode run,
    JsonNode result,
    Map<String, JsonNode> steps,
    Journal journal,
    List<Call> calls,
    List<String> complaints,
    List<String> unused) {
  /** Status of what never became a run. */
  public static final String REFUSED = "refused";

  public Outcome {
    steps = new LinkedHashMap<>(steps);
    calls = List.copyOf(calls);
    complaints = List.copyOf(complaints);
    unused = List.copyOf(unused);
  }

  /** Whether there was no run at all. */
  public boolean isRefused() {
    return run.path("status").asText().equals(REFUSED);
  }
}
