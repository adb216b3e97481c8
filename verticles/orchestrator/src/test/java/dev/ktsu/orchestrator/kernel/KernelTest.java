package dev.ktsu.orchestrator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Conflict;
import dev.ktsu.contracts.state.State;
import dev.ktsu.orchestrator.airlock.AirLock;
import dev.ktsu.orchestrator.airlock.Judged;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.airlock.Rules;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What follows from what: journal and command in, events out. */
class KernelTest {
  private static final String CHAIN =
      """
        - {id: one, transform: {inputs: [{from: params}], ops: []}}
        - {id: two, transform: {inputs: [{from: one.result}], ops: []}}
        - {id: three, transform: {inputs: [{from: two.result}], ops: []}}
      """;
  private static final String TWO_AGENTS =
      """
        - {id: a, agent: a.agent.yaml}
        - {id: b, agent: a.agent.yaml, depends_on: [a]}
      """;
  private static final String ONE_AGENT = "  - {id: a, agent: a.agent.yaml}\n";
  private static final String TOOL_AGENT = "  - {id: a, agent: t.agent.yaml}\n";

  private static Command.Lost lost(String step, String executor) {
    return new Command.Lost(new StepPath(step), 1, executor, "heartbeat timeout", false);
  }

  private static Command.Undelivered undelivered(String step, String executor) {
    return new Command.Undelivered(new StepPath(step), 1, executor, "busy");
  }

  @Test
  void pureChainIsOneDecision() {
    Bench bench = new Bench(CHAIN);
    assertEquals(
        List.of(
            "created",
            "nodes one two three",
            "computed one",
            "computed two",
            "computed three",
            "run success"),
        bench.create("{\"a\":1}"));
    assertTrue(bench.state.isSettled());
    assertEquals("{\"output\":{\"result\":{\"a\":1}}}", bench.payloads.get(5L).toString());
  }

  @Test
  void pureStepsBeyondTheShareOfADecisionFollowInTheNext() {
    Bench bench = new Bench(CHAIN);
    bench.limits = new Occasion.Limits(1, 1, 1, 1, 1);
    assertEquals(List.of("created", "nodes one two three", "computed one"), bench.create("{}"));
    assertEquals(List.of("computed two"), bench.proceed());
    assertEquals(List.of("computed three", "run success"), bench.proceed());
    assertEquals(List.of(), bench.proceed());
  }

  @Test
  void creatingARunTwiceChangesNothing() {
    Bench bench = new Bench(ONE_AGENT);
    bench.create("{}");
    assertEquals(List.of(), bench.create("{}"));
  }

  @Test
  void agentStepIsGivenToARuntimeAndWatched() {
    Bench bench = new Bench(TWO_AGENTS);
    assertEquals(List.of("created", "nodes a b", "started a#1 on rt-1"), bench.create("{}"));
    StepPath a = new StepPath("a");
    String token = bench.state.step(a).orElseThrow().leg().token();
    assertEquals(32, token.length());
    assertEquals(
        List.of(new Effect.Watch(a, 1, "rt-1"), new Effect.Deliver(a, 1, "rt-1", 1, token)),
        bench.effects.begun());
    assertEquals(List.of("accepted a#1"), bench.does(new Command.Accept(a, 1, "rt-1")));
    assertEquals(List.of(new Effect.Deliver(a, 1, "rt-1", 1, token)), bench.effects.over());
    assertEquals(
        List.of("ended a#1 success", "started b#1 on rt-1"), bench.completes("a", "{\"x\":1}"));
    assertEquals(List.of("ended b#1 success", "run success"), bench.completes("b", "{}"));
    assertEquals(2, bench.state.used().tokensIn());
  }

  @Test
  void completionMayOvertakeTheAcceptance() {
    Bench bench = new Bench(ONE_AGENT);
    bench.create("{}");
    assertEquals(List.of("ended a#1 success", "run success"), bench.completes("a", "{}"));
    assertEquals(List.of(), bench.does(new Command.Accept(new StepPath("a"), 1, "rt-1")));
  }

  @Test
  void legWithoutARuntimeWaitsAndIsPlacedWhenOneComes() {
    Bench bench = new Bench(ONE_AGENT);
    bench.runtimes.clear();
    assertEquals(List.of("created", "nodes a", "queued a#1"), bench.create("{}"));
    assertEquals(List.of(new Effect.Place(new StepPath("a"), 1, List.of())), bench.effects.begun());
    assertEquals(List.of(), bench.proceed());
    bench.runtimes.add("rt-2");
    assertEquals(List.of("started a#1 on rt-2"), bench.proceed());
  }

  @Test
  void legThatNobodyTakesInTimeFailsTheRun() {
    Bench bench = new Bench(ONE_AGENT);
    bench.runtimes.clear();
    bench.create("{}");
    assertEquals(bench.now + 3_600_000, bench.state.wakeAt());
    bench.now += 3_600_000;
    assertEquals(
        List.of("ended a#1 failed runtime_unavailable", "run failed runtime_unavailable"),
        bench.proceed());
  }

  @Test
  void refusedDeliveryGoesToAnotherRuntimeAndEndsAfterFive() {
    Bench bench = new Bench(ONE_AGENT);
    bench.runtimes = new java.util.ArrayList<>(List.of("rt-1", "rt-2"));
    bench.create("{}");
    assertEquals(
        List.of("recovering a#1", "resumed a#1 on rt-2"), bench.does(undelivered("a", "rt-1")));
    assertEquals(
        List.of("recovering a#1", "resumed a#1 on rt-1"), bench.does(undelivered("a", "rt-2")));
    bench.does(undelivered("a", "rt-1"));
    bench.does(undelivered("a", "rt-2"));
    assertEquals(
        List.of("ended a#1 failed dispatch_failed", "run failed dispatch_failed"),
        bench.does(undelivered("a", "rt-1")));
  }

  @Test
  void newsOfAnotherDeliveryChangesNothing() {
    Bench bench = new Bench(ONE_AGENT);
    bench.create("{}");
    assertEquals(List.of(), bench.does(undelivered("a", "rt-9")));
    assertEquals(List.of(), bench.does(lost("a", "rt-9")));
    assertEquals(List.of(), bench.does(new Command.Lost(new StepPath("a"), 2, "rt-1", "x", false)));
  }

  @Test
  void lostLegWithoutToolsMovesAtOnce() {
    Bench bench = new Bench(ONE_AGENT);
    bench.create("{}");
    bench.runtimes.add("rt-2");
    assertEquals(List.of("recovering a#1", "resumed a#1 on rt-2"), bench.does(lost("a", "rt-1")));
    assertEquals(
        new Effect.Deliver(
            new StepPath("a"),
            1,
            "rt-2",
            2,
            bench.state.step(new StepPath("a")).orElseThrow().leg().token()),
        bench.effects.begun().get(1));
  }

  @Test
  void lostLegWithToolsWaitsForItsRuntimeAndFailsAfterTheGrace() {
    Bench bench = new Bench(TOOL_AGENT);
    bench.create("{}");
    bench.runtimes.add("rt-2");
    assertEquals(List.of("recovering a#1 fixed"), bench.does(lost("a", "rt-1")));
    assertEquals(List.of(), bench.proceed());
    assertEquals(bench.now + 30_000, bench.state.wakeAt());
    bench.now += 30_000;
    assertEquals(
        List.of("ended a#1 failed runtime_lost", "run failed runtime_lost"), bench.proceed());
    assertEquals("heartbeat timeout", bench.state.ending().error());
  }

  @Test
  void runtimeThatComesBackInTimeGoesOnWithItsLeg() {
    Bench bench = new Bench(TOOL_AGENT);
    bench.create("{}");
    bench.does(lost("a", "rt-1"));
    assertEquals(
        List.of("resumed a#1 on rt-1", "accepted a#1"),
        bench.does(new Command.Found(new StepPath("a"), 1, "rt-1")));
    assertEquals(List.of("ended a#1 success", "run success"), bench.completes("a", "{}"));
  }

  @Test
  void resultOfALostLegIsStillTaken() {
    Bench bench = new Bench(TOOL_AGENT);
    bench.create("{}");
    bench.does(lost("a", "rt-1"));
    assertEquals(
        List.of("resumed a#1 on rt-1", "ended a#1 success", "run success"),
        bench.completes("a", "{}"));
  }

  @Test
  void withoutAGraceALostLegFailsAtOnce() {
    Bench bench = new Bench(ONE_AGENT);
    bench.limits = new Occasion.Limits(256, 1, 0, 1, 5);
    bench.create("{}");
    assertEquals(
        List.of("ended a#1 failed runtime_lost", "run failed runtime_lost"),
        bench.does(lost("a", "rt-1")));
  }

  @Test
  void firstFailureStopsRunningLegsAndSkipsTheRest() {
    Bench bench =
        new Bench(
            """
              - {id: a, agent: a.agent.yaml}
              - {id: b, agent: a.agent.yaml}
              - {id: c, agent: a.agent.yaml, depends_on: [b]}
            """);
    bench.runtimes = new java.util.ArrayList<>(List.of("rt-1", "rt-2"));
    bench.create("{}");
    assertEquals(
        List.of(
            "ended a#1 failed agent_failed",
            "cancelling b#1",
            "skipped c run_failed",
            "run failed agent_failed"),
        bench.fails("a"));
    assertEquals(State.FAILED, bench.state.state());
    assertFalse(bench.state.isSettled());
    assertTrue(
        bench
            .effects
            .begun()
            .contains(new Effect.Stop(new StepPath("b"), 1, "rt-2", StepKind.AGENT)));
    assertEquals(List.of("ended b#1 cancelled run_failed"), bench.completes("b", "{}"));
    assertTrue(bench.state.isSettled());
    assertEquals(2, bench.state.used().tokensIn());
  }

  @Test
  void legThatDoesNotStopInTimeCountsAsCancelledAndItsLateUsageIsBookedOnce() {
    Bench bench = new Bench(ONE_AGENT);
    bench.create("{}");
    assertEquals(
        List.of("cancelling run", "cancelling a#1"),
        bench.does(new Command.Cancel("enough", "me")));
    bench.now += 10_000;
    assertEquals(
        List.of("ended a#1 cancelled cancelled", "run cancelled cancelled"), bench.proceed());
    assertEquals(List.of("wasted a#1"), bench.completes("a", "{}"));
    assertEquals(1, bench.state.wasted().tokensIn());
    assertEquals(List.of(), bench.completes("a", "{}"));
  }

  @Test
  void duplicateResultChangesNothing() {
    Bench bench = new Bench(TWO_AGENTS);
    bench.create("{}");
    bench.completes("a", "{\"x\":1}");
    assertEquals(List.of(), bench.completes("a", "{\"x\":2}"));
    assertEquals("{\"x\":1}", bench.payloads.get(4L).get("output").toString());
  }

  @Test
  void resultWithAnotherTokenIsRefused() {
    Bench bench = new Bench(ONE_AGENT);
    bench.create("{}");
    Judged judged =
        AirLock.judge(new Raw.Output(dev.ktsu.contracts.json.Json.object(), null), Rules.NONE);
    assertEquals(
        List.of(),
        bench.does(new Command.Complete(new StepPath("a"), 1, Optional.of("guess"), judged)));
    assertNotNull(bench.last.refusal());
    assertEquals(Code.LEG_TOKEN_INVALID, bench.last.refusal().code());
    assertEquals(403, bench.last.refusal().status());
  }

  @Test
  void resultOfAnUnknownStepOrLegChangesNothing() {
    Bench bench = new Bench(ONE_AGENT);
    bench.create("{}");
    Judged judged =
        AirLock.judge(new Raw.Output(dev.ktsu.contracts.json.Json.object(), null), Rules.NONE);
    assertEquals(
        List.of(), bench.does(new Command.Complete(new StepPath("z"), 1, Optional.of(""), judged)));
    assertEquals(
        List.of(), bench.does(new Command.Complete(new StepPath("a"), 7, Optional.of(""), judged)));
  }

  @Test
  void agentThatAsksToBeSkippedSkipsItsDependants() {
    Bench bench = new Bench(TWO_AGENTS);
    bench.create("{}");
    assertEquals(
        List.of("ended a#1 success skip_requested", "skipped b upstream_skipped", "run success"),
        bench.completes("a", "{\"ktsu_skip_reason\":\"nothing to do\"}"));
    assertEquals(State.SKIPPED, bench.state.step(new StepPath("a")).orElseThrow().state());
    assertEquals(1, bench.state.used().tokensIn());
  }

  @Test
  void webhookIsCalledByThisInstanceAndCalledAgainAfterARestart() {
    Bench bench = new Bench("  - {id: w, webhook: {url: 'http://127.0.0.1:1/'}}\n");
    assertEquals(List.of("created", "nodes w", "started w#1 on me"), bench.create("{}"));
    assertEquals(
        List.of(new Effect.CallWebhook(new StepPath("w"), 1)), Outstanding.of(bench.state));
  }

  @Test
  void cancelOfAnEndedRunIsRefused() {
    Bench bench = new Bench(CHAIN);
    bench.create("{}");
    assertEquals(List.of(), bench.does(new Command.Cancel("", "")));
    assertEquals(Code.RUN_FINISHED, bench.last.refusal().code());
  }

  @Test
  void longErrorIsCutInTheJournalAndWholeInThePayload() {
    Bench bench = new Bench(ONE_AGENT);
    bench.create("{}");
    String error = "x".repeat(1_000);
    bench.completes(
        "a", AirLock.judge(new Raw.Failure(Code.AGENT_FAILED, error, null, null), Rules.NONE));
    assertEquals(300, bench.state.ending().error().length());
    assertEquals(error, bench.payloads.get(4L).get("error").asText());
  }

  @Test
  void eventsStaySmallForALargePipeline() {
    String pipeline =
        IntStream.range(0, 200)
            .mapToObj(
                i ->
                    "  - {id: step-with-a-long-name-"
                        + i
                        + ", transform: {inputs: [{from: params}]}"
                        + (i > 2
                            ? ", depends_on: [step-with-a-long-name-"
                                + (i - 1)
                                + ", step-with-a-long-name-"
                                + (i - 2)
                                + "]"
                            : "")
                        + "}\n")
            .collect(Collectors.joining());
    Bench bench = new Bench(pipeline);
    bench.create("{}");
    for (Decision.Emitted emitted : bench.journal) {
      int bytes = EventCodec.encode(emitted.recorded().event()).length;
      assertTrue(
          bytes <= 1_024, emitted.recorded().event().getClass() + " has " + bytes + " bytes");
    }
    assertEquals(State.SUCCESS, bench.state.state());
  }

  @Test
  void eventOfANewerReleaseIsNotGuessed() {
    byte[] meta = "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThrows(Conflict.class, () -> EventCodec.decode(1, 1, "leg_teleported", 1, meta));
    assertThrows(Conflict.class, () -> EventCodec.decode(1, 1, "run_ended", 2, meta));
  }

  @Test
  void journalWithAHoleIsRefused() {
    Event.RunEnded ended = new Event.RunEnded(State.FAILED, null, "");
    RunState unborn = RunState.unborn(new dev.ktsu.contracts.ids.RunId(1));
    assertThrows(
        IllegalStateException.class, () -> Evolve.apply(unborn, new Event.Recorded(2, 1, ended)));
  }
}
