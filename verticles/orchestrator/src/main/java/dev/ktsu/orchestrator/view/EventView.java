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

/** A journaled event as readers see it: its fields, without what only the tiers may know. */
public final class EventView {
  /** The token of a leg lets its bearer end the step. */
  private static final String TOKEN = "token";

  /** Milliseconds in the journal, a time on the wire. */
  private static final String UNTIL = "until";

  private EventView() {}

  /** {@code {"run_id", "seq", "at", "type", …fields…}}; an end also has the contract's word. */
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
      boolean skipped = ended.state() == State.SUCCESS && ended.code() == Code.SKIP_REQUESTED;
      json.put("status", (skipped ? State.SKIPPED : ended.state()).stepStatus());
    } else if (recorded.event() instanceof Event.RunEnded ended) {
      json.put("status", ended.state().runStatus());
    }
    return json;
  }

  private static void put(ObjectNode json, String name, JsonNode value) {
    switch (name) {
      case TOKEN -> {
        // Stays here.
      }
      case UNTIL -> json.put(UNTIL, RowView.time(value.longValue()));
      default -> json.set(name, value);
    }
  }
}
