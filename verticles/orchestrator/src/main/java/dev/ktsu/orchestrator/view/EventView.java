package dev.ktsu.orchestrator.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.orchestrator.kernel.Event;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.kernel.EventCodec;
import java.util.Set;

/** A journaled event as readers see it: its fields, without what only the tiers may know. */
public final class EventView {
  /** A token lets its bearer end the step; a hash lets one try what was hashed. */
  private static final Set<String> HIDDEN = Set.of("token", "arguments_hash");

  /** Milliseconds in the journal, times on the wire. */
  private static final Set<String> TIMES = Set.of("until", "deadline", "start_at", "again_at");

  private EventView() {}

  /**
   * {@code {"run_id", "seq", "at", "type", …fields…}}; the end of a leg or a run also has the
   * contract's word.
   */
  public static ObjectNode of(RunId run, Recorded recorded) {
    ObjectNode json = Json.object();
    json.put("run_id", run.toString());
    json.put("seq", recorded.seq());
    json.put("at", RowView.time(recorded.at()));
    json.put("type", EventCodec.type(recorded.event()));
    Json.tree(recorded.event())
        .properties()
        .forEach(field -> put(json, field.getKey(), field.getValue()));
    if (recorded.event() instanceof Event.LegEnded ended) {
      json.put("status", statusAfter(ended).stepStatus());
    } else if (recorded.event() instanceof Event.RunEnded ended) {
      json.put("status", ended.state().runStatus());
    }
    return json;
  }

  /** How the step stands then: it may be tried again. */
  private static State statusAfter(Event.LegEnded ended) {
    if (ended.againAt() > 0) {
      return State.WAITING;
    }
    boolean skipped = ended.state() == State.SUCCESS && ended.code() == Code.SKIP_REQUESTED;
    return skipped ? State.SKIPPED : ended.state();
  }

  private static void put(ObjectNode json, String name, JsonNode value) {
    if (TIMES.contains(name)) {
      putTime(json, name, value.longValue());
    } else if (!HIDDEN.contains(name)) {
      json.set(name, value);
    }
  }

  private static void putTime(ObjectNode json, String name, long millis) {
    if (millis > 0) {
      json.put(name, RowView.time(millis));
    }
  }
}
