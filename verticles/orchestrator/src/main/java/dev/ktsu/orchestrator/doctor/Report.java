package dev.ktsu.orchestrator.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.state.State;
import dev.ktsu.orchestrator.run.StoreFacts;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a checkup.
 *
 * @param facts null for a store that cannot be read
 * @param waiting runs that are not over, oldest first, as far as they were looked at
 * @param findings empty when all is well
 */
public record Report(@Nullable StoreFacts facts, List<WaitingRun> waiting, List<Finding> findings) {
  public Report {
    waiting = List.copyOf(waiting);
    findings = List.copyOf(findings);
  }

  /**
   * A run that is not over.
   *
   * @param steps what each of its steps waits for, {@code step: reason}
   */
  public record WaitingRun(String run, String workflow, State state, List<String> steps) {
    public WaitingRun {
      steps = List.copyOf(steps);
    }
  }

  /** {@code {"status", "store", "runs", "leases_ms", "waiting", "findings"}}. */
  public ObjectNode json() {
    ObjectNode json = Json.object().put("status", findings.isEmpty() ? "ok" : "findings");
    if (facts != null) {
      put(json, facts);
    }
    ArrayNode runs = json.putArray("waiting");
    for (WaitingRun run : waiting) {
      ObjectNode each = runs.addObject().put("run_id", run.run()).put("workflow", run.workflow());
      each.put("state", run.state().inner()).set("steps", Json.tree(run.steps()));
    }
    json.set("findings", Json.tree(findings));
    return json;
  }

  private static void put(ObjectNode json, StoreFacts facts) {
    ObjectNode store = json.putObject("store");
    store.put("type", facts.type()).put("place", facts.place());
    store.put("schema", facts.schema()).put("min_reader", facts.minReader());
    store.put("bytes", facts.size().bytes()).put("free_bytes", facts.size().free());
    store.put("log_bytes", facts.size().log()).put("disk_free_bytes", facts.size().diskFree());
    ObjectNode runs = json.putObject("runs");
    new TreeMap<>(facts.runs()).forEach((state, count) -> runs.put(state.inner(), count));
    json.set("leases_ms", Json.tree(new TreeMap<>(facts.leases())));
  }
}
