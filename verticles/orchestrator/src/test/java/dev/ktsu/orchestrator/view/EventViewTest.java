package dev.ktsu.orchestrator.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.orchestrator.kernel.Event;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventViewTest {
  private static final StepPath STEP = new StepPath("greet");
  private static final String TOKEN = "0123456789abcdef";

  private static ObjectNode view(Event event) {
    return EventView.of(new RunId(255), new Recorded(7, 1_500, event));
  }

  @Test
  void eventShowsWhereAndWhenItStandsAndItsFields() {
    assertEquals(
        "{\"run_id\":\"run_00000000000000ff\",\"seq\":7,\"at\":\"1970-01-01T00:00:01.500Z\","
            + "\"type\":\"leg_accepted\",\"step\":\"greet\",\"leg\":2}",
        view(new Event.LegAccepted(STEP, 2)).toString());
  }

  @Test
  void tokensAndHashesStayHere() {
    for (Event event :
        List.of(
            new Event.LegQueued(STEP, 1, TOKEN, 9_000, 0),
            new Event.LegStarted(STEP, 1, "rt", TOKEN, 0),
            new Event.LegResumed(STEP, 1, "rt", TOKEN, true),
            new Event.CallIntended(STEP, 1, 2, 0, "send", TOKEN))) {
      assertFalse(view(event).toString().contains(TOKEN), event.toString());
    }
  }

  @Test
  void deadlinesAreTimes() {
    ObjectNode queued = view(new Event.LegQueued(STEP, 1, TOKEN, 9_000, 0));
    assertEquals("1970-01-01T00:00:09Z", queued.get("until").textValue());
    assertFalse(queued.has("deadline"));
  }

  @Test
  void legThatIsTriedAgainLeavesTheStepPending() {
    ObjectNode ended =
        view(new Event.LegEnded(STEP, 1, State.FAILED, Code.WEBHOOK_FAILED, "no", null, 9_000));
    assertEquals("failed", ended.get("state").textValue());
    assertEquals("pending", ended.get("status").textValue());
    assertEquals("1970-01-01T00:00:09Z", ended.get("again_at").textValue());
  }

  @Test
  void endsAlsoSayTheWordOfTheContract() {
    assertEquals("complete", status(new Event.RunEnded(State.SUCCESS, null, "")));
    assertEquals("failed", status(ended(State.FAILED, Code.AIRLOCK)));
    assertEquals("complete", status(ended(State.SUCCESS, null)));
    assertEquals("skipped", status(ended(State.SUCCESS, Code.SKIP_REQUESTED)));
  }

  private static String status(Event event) {
    return view(event).get("status").textValue();
  }

  private static Event ended(State state, Code code) {
    return new Event.LegEnded(STEP, 1, state, code, "", null, 0);
  }
}
