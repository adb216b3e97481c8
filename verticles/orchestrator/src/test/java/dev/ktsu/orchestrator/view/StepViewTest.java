package dev.ktsu.orchestrator.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.state.State;
import dev.ktsu.orchestrator.kernel.Approval;
import dev.ktsu.orchestrator.kernel.Event;
import dev.ktsu.orchestrator.kernel.Event.Recorded;
import dev.ktsu.orchestrator.kernel.Evolve;
import dev.ktsu.orchestrator.kernel.Gate;
import dev.ktsu.orchestrator.kernel.Leg;
import dev.ktsu.orchestrator.kernel.Node;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Step;
import dev.ktsu.orchestrator.kernel.StepKind;
import dev.ktsu.orchestrator.kernel.Talk;
import dev.ktsu.orchestrator.value.Values;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a step says that it waits for, in every state that a step can be in. */
class StepViewTest {
  private static final StepPath ASK = new StepPath("ask");
  private static final StepPath SUM = new StepPath("sum");
  private static final Node NODE = Node.after(ASK, StepKind.AGENT, List.of(), false, false);
  private static final RunState RUN =
      Evolve.all(
          RunState.unborn(new RunId(1)),
          List.of(
              new Recorded(1, 1, new Event.RunCreated("w", "digest", false, "trace", 0, 0, "")),
              new Recorded(
                  2,
                  1,
                  new Event.NodesAdded(
                      List.of(
                          NODE,
                          Node.after(SUM, StepKind.TRANSFORM, List.of(ASK), false, false))))));

  private static final Gate ASKED =
      new Gate(
          1,
          List.of(
              new Approval(
                  new Approval.Call(1, "pay", "id", "hash", 0, false, false, false),
                  1,
                  Approval.Status.PENDING,
                  0,
                  "",
                  "",
                  0)),
          false);

  private static @Nullable String waitingFor(Step step) {
    ObjectNode record =
        new StepView(RUN, Optional.empty(), step, Values.none(RUN.run()), 1_000).record();
    return record.path("waiting_for").textValue();
  }

  private static Step in(State state, boolean movable) {
    Leg.Handover handover = new Leg.Handover("rt-1", 1, true, "silent for 15 s", movable);
    return step(NODE, leg(state, handover, state == State.HELD ? ASKED : null));
  }

  private static Leg leg(State state, Leg.Handover handover, @Nullable Gate gate) {
    return new Leg(1, state, "", handover, 1, 60_000, List.of(), Talk.NONE, gate, null);
  }

  private static Step step(Node node, Leg leg) {
    return new Step(node, 0, leg, null, List.of(), 0, 0, null);
  }

  private static @Nullable String expected(State state) {
    return switch (state) {
      case PENDING -> "its turn";
      case QUEUED -> "runtime capacity";
      case WAITING -> "retry at 1970-01-01T00:01:00Z";
      case HELD -> "approval";
      case RECOVERING -> "another runtime (silent for 15 s)";
      case CANCELLING -> "rt-1 to stop";
      case RUNNING, SUCCESS, FAILED, CANCELLED, SKIPPED -> null;
    };
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void everyStateThatIsNeitherRunningNorOverSaysWhatItWaitsFor(State state) {
    assertEquals(expected(state), waitingFor(in(state, true)));
  }

  @Test
  void dependenciesAreNamed() {
    assertEquals("dependency ask", waitingFor(RUN.step(SUM).orElseThrow()));
    assertEquals("its turn", waitingFor(RUN.step(ASK).orElseThrow()));
  }

  @Test
  void workThatCannotMoveWaitsForTheRuntimeThatHadIt() {
    assertEquals("rt-1 (silent for 15 s)", waitingFor(in(State.RECOVERING, false)));
  }

  @Test
  void legThatIsHeldForNoCallWaitsForTheBudget() {
    Leg held = leg(State.HELD, new Leg.Handover("", 0, false, "", true), null);
    assertEquals("approval of a higher budget", waitingFor(step(NODE, held)));
  }

  @Test
  void pauseIsATimerAndNoRetry() {
    Node pause = Node.after(new StepPath("nap"), StepKind.SLEEP, List.of(), false, false);
    Leg leg = in(State.WAITING, true).leg();
    assertEquals("timer until 1970-01-01T00:01:00Z", waitingFor(step(pause, leg)));
  }

  @Test
  void stepsOfARunThatBeginsLaterWaitForItsStart() {
    RunState later =
        Evolve.all(
            RunState.unborn(new RunId(1)),
            List.of(
                new Recorded(
                    1, 1, new Event.RunCreated("w", "digest", false, "trace", 60_000, 0, "")),
                new Recorded(2, 1, new Event.NodesAdded(List.of(NODE)))));
    ObjectNode record =
        new StepView(
                later,
                Optional.empty(),
                later.step(ASK).orElseThrow(),
                Values.none(later.run()),
                1_000)
            .record();
    assertEquals("start of the run at 1970-01-01T00:01:00Z", record.get("waiting_for").textValue());
  }
}
