package dev.ktsu.orchestrator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.state.State;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cancel meets a step in each of the states in which it is not over. */
class CancelTest {
  private static final StepPath A = new StepPath("a");

  private static List<String> cancelled(Bench bench, State met) {
    assertEquals(met, bench.stateOf("a"));
    return bench.does(new Command.Cancel("enough", "ann"));
  }

  private static Bench created(String step) {
    Bench bench = new Bench("  - " + step + "\n");
    bench.create("{}");
    return bench;
  }

  private static final List<String> AT_ONCE =
      List.of("cancelling run", "ended a#1 cancelled cancelled", "run cancelled cancelled");

  @Test
  void stepThatHasNotBegunIsSkipped() {
    Bench bench =
        new Bench(
            """
              - {id: first, agent: a.agent.yaml}
              - {id: a, agent: a.agent.yaml, depends_on: [first]}
            """);
    bench.create("{}");
    assertEquals(
        List.of("cancelling run", "cancelling first#1", "skipped a cancelled"),
        cancelled(bench, State.PENDING));
  }

  @Test
  void legInTheQueueIsOverAtOnce() {
    Bench bench = new Bench("  - {id: a, agent: a.agent.yaml}\n");
    bench.runtimes.clear();
    bench.create("{}");
    assertEquals(AT_ONCE, cancelled(bench, State.QUEUED));
  }

  @Test
  void legThatWaitsForItsTimeIsOverAtOnce() {
    assertEquals(AT_ONCE, cancelled(created("{id: a, sleep: 1h}"), State.WAITING));
  }

  @Test
  void legThatWaitsForAPersonIsOverAtOnce() {
    Bench bench = created("{id: a, agent: t.agent.yaml}");
    Approval.Call call = new Approval.Call(1, "pay", "id1", "hash", 60_000, false, false, false);
    String token = bench.step("a").leg().token();
    bench.does(new Command.Ask(A, 1, token, List.of(call), Json.object(), Bench.usage(1)));
    assertEquals(
        List.of("cancelling run", "ended a#2 cancelled cancelled", "run cancelled cancelled"),
        cancelled(bench, State.HELD));
  }

  @Test
  void legThatRunsIsAskedToStopAndHasItsTimeForIt() {
    Bench bench = created("{id: a, agent: a.agent.yaml}");
    assertEquals(List.of("cancelling run", "cancelling a#1"), cancelled(bench, State.RUNNING));
    assertEquals(List.of(), bench.after(9_999));
    assertEquals(
        List.of("ended a#1 cancelled cancelled", "run cancelled cancelled"), bench.after(1));
  }

  @Test
  void legWhoseRuntimeIsLostIsOverAtOnce() {
    Bench bench = created("{id: a, agent: t.agent.yaml}");
    bench.does(new Command.Lost(A, 1, "rt-1", "heartbeat timeout", false));
    assertEquals(AT_ONCE, cancelled(bench, State.RECOVERING));
  }

  @Test
  void legThatIsAskedToStopAlreadyIsGivenUp() {
    Bench bench = created("{id: a, agent: a.agent.yaml}");
    bench.does(new Command.Cancel("", ""));
    assertEquals(
        List.of("forced", "ended a#1 cancelled cancelled", "run cancelled cancelled"),
        cancelled(bench, State.CANCELLING));
  }

  @Test
  void reasonAndActorAreKept() {
    Bench bench = created("{id: a, sleep: 1h}");
    cancelled(bench, State.WAITING);
    assertEquals("enough", bench.state.cancel().reason());
    assertEquals("ann", bench.state.cancel().actor());
  }
}
