package dev.ktsu.orchestrator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.orchestrator.airlock.AirLock;
import dev.ktsu.orchestrator.airlock.Judged;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.airlock.Rules;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Retries, deadlines, pauses and cancels: what time does to a run. */
class PolicyTest {
  private static final StepPath A = new StepPath("a");
  private static final String TWICE =
      """
        - id: a
          agent: a.agent.yaml
          retry: {max: 2, backoff: {initial: 1s, factor: 3, max: 10s, jitter: 0}}
        - {id: b, agent: a.agent.yaml, depends_on: [a]}
      """;

  private static Judged failure(Code code) {
    return AirLock.judge(new Raw.Failure(code, "broke", null, Bench.usage(1)), Rules.NONE);
  }

  private static Judged output() {
    return AirLock.judge(new Raw.Output(Json.object(), Bench.usage(1)), Rules.NONE);
  }

  @Test
  void failedLegIsFollowedByAnotherAfterThePause() {
    Bench bench = new Bench(TWICE);
    bench.create("{}");
    assertEquals(
        List.of("ended a#1 failed agent_failed, again at 2000"),
        bench.completes("a", failure(Code.AGENT_FAILED)));
    assertEquals(State.WAITING, bench.state.step(A).orElseThrow().state());
    assertEquals(2_000, bench.state.wakeAt());
    assertEquals(List.of(), bench.after(999));
    assertEquals(List.of("started a#2 on rt-1"), bench.after(1));
    assertEquals(
        List.of("ended a#2 success", "started b#1 on rt-1"), bench.completes("a", output()));
    assertEquals(2, bench.state.used().tokensIn());
  }

  @Test
  void lastLegThatFailsFailsTheRunAndAllAreKeptWithTheirReason() {
    Bench bench = new Bench(TWICE);
    bench.create("{}");
    bench.completes("a", failure(Code.AGENT_FAILED));
    bench.after(1_000);
    assertEquals(
        List.of("ended a#2 failed airlock, again at 5000"),
        bench.completes("a", failure(Code.AIRLOCK)));
    bench.after(3_000);
    assertEquals(
        List.of("ended a#3 failed tool_failed", "skipped b run_failed", "run failed tool_failed"),
        bench.completes("a", failure(Code.TOOL_FAILED)));
    List<Leg> past = bench.state.step(A).orElseThrow().past();
    assertEquals(
        List.of(Code.AGENT_FAILED, Code.AIRLOCK),
        past.stream().map(leg -> leg.ending().code()).toList());
  }

  @Test
  void whatCannotGetBetterIsNotTriedAgain() {
    Bench bench = new Bench(TWICE);
    bench.create("{}");
    assertEquals(
        List.of(
            "ended a#1 failed injection_attempt",
            "skipped b run_failed",
            "run failed injection_attempt"),
        bench.completes("a", failure(Code.INJECTION_ATTEMPT)));
  }

  @Test
  void onlyTheNamedCodesAreTriedAgain() {
    String pipeline = "  - {id: a, agent: a.agent.yaml, retry: {max: 1, on: [airlock]}}\n";
    Bench other = new Bench(pipeline);
    other.create("{}");
    assertEquals(
        "run failed agent_failed", other.completes("a", failure(Code.AGENT_FAILED)).getLast());
    Bench named = new Bench(pipeline);
    named.create("{}");
    assertTrue(named.completes("a", failure(Code.AIRLOCK)).getFirst().contains("again at"));
  }

  @Test
  void chanceShortensAPauseByItsShareAtMost() {
    Policy.Retry retry = new Policy.Retry(9, 1_000, 2, 5_000, 0.5, Set.of());
    assertEquals(1_000, retry.pauseMillis(0, 0));
    assertEquals(4_000, retry.pauseMillis(2, 0));
    assertEquals(5_000, retry.pauseMillis(3, 0));
    assertEquals(2_500, retry.pauseMillis(3, 1));
    assertEquals(5_000, retry.pauseMillis(5_000, 0));
  }

  @Test
  void lostRuntimeIsAReasonForAnotherLeg() {
    Bench bench = new Bench("  - {id: a, agent: t.agent.yaml, retry: {max: 1}}\n");
    bench.create("{}");
    bench.does(new Command.Lost(A, 1, "rt-1", "heartbeat timeout", false));
    List<String> lines = bench.after(30_000);
    assertEquals(1, lines.size());
    assertTrue(lines.getFirst().startsWith("ended a#1 failed runtime_lost, again at"));
  }

  @Test
  void legThatFindsNoRuntimeAfterItsPauseWaitsForOne() {
    Bench bench = new Bench(TWICE);
    bench.create("{}");
    bench.completes("a", failure(Code.AGENT_FAILED));
    bench.runtimes.clear();
    assertEquals(List.of("queued a#2"), bench.after(1_000));
    bench.runtimes.add("rt-2");
    assertEquals(List.of("started a#2 on rt-2"), bench.proceed());
    assertNotEquals("", bench.state.step(A).orElseThrow().leg().token());
  }

  @Test
  void lateUsageOfAFormerLegIsBookedOnce() {
    Bench bench = new Bench(TWICE);
    bench.create("{}");
    String token = bench.state.step(A).orElseThrow().leg().token();
    bench.does(new Command.Lost(A, 1, "rt-1", "heartbeat timeout", false));
    bench.after(30_000);
    bench.after(2_000);
    Command.Complete late = new Command.Complete(A, 1, Optional.of(token), output());
    assertEquals(List.of("wasted a#1"), bench.does(late));
    assertEquals(List.of(), bench.does(late));
    assertEquals(1, bench.state.wasted().tokensIn());
    assertTrue(bench.state.step(A).orElseThrow().isActive());
  }

  @Test
  void pausesOfARunThatEndsAreOver() {
    Bench bench =
        new Bench(
            """
              - {id: a, agent: a.agent.yaml, retry: {max: 1}}
              - {id: c, agent: a.agent.yaml}
            """);
    bench.runtimes.add("rt-2");
    bench.create("{}");
    bench.completes("a", failure(Code.AGENT_FAILED));
    assertEquals(
        List.of(
            "ended c#1 failed agent_failed",
            "ended a#2 cancelled run_failed",
            "run failed agent_failed"),
        bench.completes("c", failure(Code.AGENT_FAILED)));
    assertTrue(bench.state.isSettled());
    assertEquals(0, bench.state.wakeAt());
  }

  @Test
  void stepThatTakesTooLongFailsTheRunWhateverItsLegsDo() {
    Bench bench =
        new Bench(
            """
              - id: a
                agent: a.agent.yaml
                timeout_s: 5
                retry: {max: 9, backoff: {initial: 2s, factor: 1, jitter: 0}}
            """);
    bench.create("{}");
    bench.completes("a", failure(Code.AGENT_FAILED));
    bench.after(2_000);
    assertEquals(6_000, bench.state.wakeAt());
    bench.now = 5_500;
    assertEquals(
        List.of("ended a#2 failed agent_failed", "run failed agent_failed"),
        bench.completes("a", failure(Code.AGENT_FAILED)));

    Bench silent = new Bench("  - {id: a, agent: a.agent.yaml, timeout_s: 5}\n");
    silent.create("{}");
    assertEquals(List.of(), silent.after(4_999));
    assertEquals(List.of("ended a#1 failed timeout", "run failed timeout"), silent.after(1));
  }

  @Test
  void waitForARuntimeCountsAgainstTheTimeOfAStep() {
    Bench bench = new Bench("  - {id: a, agent: a.agent.yaml, timeout_s: 5}\n");
    bench.runtimes.clear();
    bench.create("{}");
    assertEquals(List.of("ended a#1 failed timeout", "run failed timeout"), bench.after(5_000));
  }

  @Test
  void runThatTakesTooLongFailsAndItsLegsAreAskedToStop() {
    for (String header : List.of("timeout_s: 5\n", "model_policy: {timeout_s: 5}\n")) {
      Bench bench = new Bench(header, TWICE);
      bench.create("{}");
      assertEquals(6_000, bench.state.wakeAt());
      assertEquals(
          List.of("cancelling a#1", "skipped b run_failed", "run failed timeout"),
          bench.after(5_000));
      assertTrue(bench.state.ending().error().contains("context deadline exceeded"));
    }
  }

  @Test
  void runThatIsToBeginLaterWaitsForItsTime() {
    Bench bench = new Bench("timeout_s: 5\n", TWICE);
    assertEquals(List.of("created", "nodes a b"), bench.create("{}", 60_000));
    assertEquals(State.WAITING, bench.state.state());
    assertEquals(60_000, bench.state.wakeAt());
    assertEquals(List.of(), bench.proceed());
    bench.now = 60_000;
    assertEquals(List.of("begun", "started a#1 on rt-1"), bench.proceed());
    assertEquals(65_000, bench.state.wakeAt());
  }

  @Test
  void runThatHasNotBegunIsCancelledAtOnce() {
    Bench bench = new Bench(TWICE);
    bench.create("{}", 60_000);
    assertEquals(
        List.of(
            "cancelling run",
            "skipped a cancelled",
            "skipped b cancelled",
            "run cancelled cancelled"),
        bench.does(new Command.Cancel("changed my mind", "me")));
    assertTrue(bench.state.isSettled());
    assertEquals("changed my mind", bench.state.cancel().reason());
  }

  @Test
  void sleepEndsAtItsTimeAndWhatWaitsForItGoesOnInTheSameDecision() {
    Bench bench =
        new Bench(
            """
              - {id: nap, sleep: "{{ params.seconds }}"}
              - {id: t, transform: {inputs: [{from: step.nap}], ops: []}}
            """);
    assertEquals(
        List.of("created", "nodes nap t", "waiting nap#1"), bench.create("{\"seconds\": 2.5}"));
    assertEquals(3_500, bench.state.wakeAt());
    assertEquals(List.of("ended nap#1 success", "computed t", "run success"), bench.after(2_500));
    assertEquals(
        "{\"result\":{\"slept_until\":\"1970-01-01T00:00:03.500Z\"}}",
        bench.payloads.get(5L).get("output").toString());
  }

  @Test
  void sleepLastsUntilATimeOrFailsWhenItIsNone() {
    String pipeline = "  - {id: nap, sleep: {until: '{{ params.at }}'}}\n";
    Bench bench = new Bench(pipeline);
    bench.create("{\"at\": \"1970-01-01T01:00:00+01:00\"}");
    assertEquals(List.of("ended nap#1 success", "run success"), bench.proceed());
    Bench wrong = new Bench(pipeline);
    assertEquals("run failed expression_failed", wrong.create("{\"at\": \"soon\"}").getLast());
  }

  @Test
  void sleepThatIsCancelledIsOver() {
    Bench bench = new Bench("  - {id: nap, sleep: 1h}\n");
    bench.create("{}");
    assertEquals(
        List.of("cancelling run", "ended nap#1 cancelled cancelled", "run cancelled cancelled"),
        bench.does(new Command.Cancel("", "")));
  }

  @Test
  void secondCancelGivesUpLegsThatWereAskedToStop() {
    Bench bench = new Bench(TWICE);
    bench.create("{}");
    assertEquals(
        List.of("cancelling run", "cancelling a#1", "skipped b cancelled"),
        bench.does(new Command.Cancel("enough", "ann")));
    assertEquals(
        List.of("forced", "ended a#1 cancelled cancelled", "run cancelled cancelled"),
        bench.does(new Command.Cancel("now", "bob")));
    assertEquals("bob", bench.state.cancel().actor());
    assertEquals(List.of(), bench.does(new Command.Cancel("again", "bob")));
    assertEquals(Code.RUN_FINISHED, bench.last.refusal().code());
  }

  @Test
  void retryOfARunRepeatsWhatFailedAndWhatDependsOnIt() {
    Bench bench =
        new Bench(
            "timeout_s: 60\n",
            """
              - {id: a, agent: a.agent.yaml}
              - {id: b, agent: a.agent.yaml, depends_on: [a]}
              - {id: c, agent: a.agent.yaml, depends_on: [b]}
            """);
    bench.create("{}");
    bench.completes("a", output());
    bench.completes("b", failure(Code.AGENT_FAILED));
    assertEquals(State.FAILED, bench.state.state());
    bench.now = 500_000;
    assertEquals(List.of("epoch 2"), bench.does(new Command.Retry("fixed it", "me")));
    assertEquals(List.of("started b#2 on rt-1"), bench.proceed());
    assertEquals(560_000, bench.state.wakeAt());
    assertEquals(
        List.of("ended b#2 success", "started c#1 on rt-1"), bench.completes("b", output()));
    assertEquals(List.of("ended c#1 success", "run success"), bench.completes("c", output()));
    assertEquals(4, bench.state.used().tokensIn());
    assertEquals(2, bench.state.epoch());
  }

  @Test
  void retryHasItsTriesAnew() {
    Bench bench =
        new Bench("  - {id: a, agent: a.agent.yaml, retry: {max: 1, backoff: {jitter: 0}}}\n");
    bench.create("{}");
    bench.completes("a", failure(Code.AGENT_FAILED));
    bench.after(1_000);
    bench.completes("a", failure(Code.AGENT_FAILED));
    assertEquals(State.FAILED, bench.state.state());
    bench.does(new Command.Retry("", ""));
    assertEquals(List.of("started a#3 on rt-1"), bench.proceed());
    assertTrue(bench.completes("a", failure(Code.AGENT_FAILED)).getFirst().contains("again at"));
  }

  @Test
  void onlyARunThatIsOverAndHasNotSucceededCanBeRetried() {
    Bench bench = new Bench(TWICE);
    bench.create("{}");
    assertEquals(List.of(), bench.does(new Command.Retry("", "")));
    assertEquals(Code.RUN_ACTIVE, bench.last.refusal().code());
    bench.does(new Command.Cancel("", ""));
    assertEquals(List.of(), bench.does(new Command.Retry("", "")));
    assertEquals(Code.RUN_ACTIVE, bench.last.refusal().code());
    bench.does(new Command.Cancel("", ""));
    assertEquals(List.of("epoch 2"), bench.does(new Command.Retry("", "")));
    bench.proceed();
    bench.completes("a", output());
    bench.completes("b", output());
    assertEquals(List.of(), bench.does(new Command.Retry("", "")));
    assertEquals(Code.RUN_FINISHED, bench.last.refusal().code());
    assertFalse(bench.state.steps().stream().anyMatch(Step::isActive));
  }
}
