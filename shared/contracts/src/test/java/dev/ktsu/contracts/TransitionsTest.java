package dev.ktsu.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.state.Signal;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.state.Transitions;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TransitionsTest {
  /** The legal transitions, written a second time so that a slip in one place shows. */
  private static final String LEGAL =
      """
      pending: ENQUEUE queued, SKIP skipped, HOLD held, WAIT waiting, CANCEL cancelled
      held: APPROVE queued, REJECT cancelled, EXPIRE cancelled, CANCEL cancelled
      waiting: TIMER_DONE queued, CANCEL cancelled
      queued: START running, FAIL failed, CANCEL cancelled
      running: SUCCEED success, FAIL failed, CANCEL cancelled, CANCEL_GRACEFUL cancelling, RECOVER recovering
      cancelling: FAIL failed, CANCEL_FORCE cancelled, COMPLETE cancelled
      recovering: START running, FAIL failed, CANCEL cancelled
      """;

  private static Map<State, Map<Signal, State>> legal() {
    Map<State, Map<Signal, State>> table = new HashMap<>();
    for (String line : LEGAL.split("\n")) {
      String[] parts = line.split(": ");
      Map<Signal, State> row = new HashMap<>();
      for (String cell : parts[1].split(", ")) {
        String[] words = cell.split(" ");
        row.put(Signal.valueOf(words[0]), State.of(words[1]));
      }
      table.put(State.of(parts[0]), row);
    }
    return table;
  }

  @Test
  void everyLegalTransitionIsTakenAndEveryOtherRefused() {
    Map<State, Map<Signal, State>> legal = legal();
    int accepted = 0;
    int refused = 0;
    for (State state : State.values()) {
      for (Signal signal : Signal.values()) {
        State next = legal.getOrDefault(state, Map.of()).get(signal);
        if (next != null) {
          assertEquals(next, Transitions.apply(state, signal));
          accepted++;
        } else {
          assertTrue(Transitions.next(state, signal).isEmpty(), state + " " + signal);
          assertThrows(Transitions.IllegalTransition.class, () -> Transitions.apply(state, signal));
          refused++;
        }
      }
    }
    assertEquals(25, accepted);
    assertEquals(151, refused);
  }

  @Test
  void nothingLeavesATerminalState() {
    Random random = new Random(7);
    for (int walk = 0; walk < 1_000; walk++) {
      State state = State.PENDING;
      for (int step = 0; step < 50; step++) {
        Signal signal = Signal.values()[random.nextInt(Signal.values().length)];
        State next = Transitions.next(state, signal).orElse(state);
        assertTrue(!state.isTerminal() || next == state, state + " " + signal);
        state = next;
      }
    }
  }

  @Test
  void wireShowsTheWordsOfTheContract() {
    assertEquals("pending_approval", State.HELD.stepStatus());
    assertEquals("running", State.HELD.runStatus());
    assertEquals("complete", State.SUCCESS.runStatus());
    for (State state : new State[] {State.RUNNING, State.RECOVERING, State.CANCELLING}) {
      assertEquals("running", state.runStatus());
    }
    for (State state : new State[] {State.PENDING, State.QUEUED, State.WAITING}) {
      assertEquals("pending", state.stepStatus());
    }
  }
}
