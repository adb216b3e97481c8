package dev.ktsu.orchestrator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.orchestrator.airlock.AirLock;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.airlock.Rules;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a run may spend is given out in grants; together with what is spent it never passes it. */
class BudgetTest {
  private static final long CENT = 10_000_000;
  private static final StepPath A = new StepPath("a");

  private static Bench bench(String dollars, String pipeline) {
    Bench bench = new Bench("model_policy: {cost_budget_usd: " + dollars + "}\n", pipeline);
    bench.runtimes = List.of("rt-1", "rt-2", "rt-3");
    return bench;
  }

  private static final String TWO =
      """
        - {id: a, agent: a.agent.yaml}
        - {id: b, agent: a.agent.yaml}
      """;

  private static Metrics costing(long nanos) {
    return new Metrics("p/m", 5, 1, 1, new Usd(nanos), 1, 0, false, 0);
  }

  private static List<String> ends(Bench bench, String step, long nanos) {
    return bench.completes(
        step, AirLock.judge(new Raw.Output(Json.object(), costing(nanos)), Rules.NONE));
  }

  private static List<String> asks(Bench bench, String step, long nanos) {
    return asks(bench, step, nanos, -1);
  }

  private static List<String> asks(Bench bench, String step, long nanos, long spent) {
    Leg leg = bench.step(step).leg();
    return bench.does(
        new Command.Fund(new StepPath(step), leg.number(), leg.token(), nanos, spent));
  }

  @Test
  void legBeginsWithACentOrWhatIsLeft() {
    Bench bench = bench("0.015", TWO);

    assertEquals(
        List.of(
            "created",
            "budget 15000000",
            "nodes a b",
            "started a#1 on rt-1",
            "granted a#1 " + CENT,
            "started b#1 on rt-2",
            "granted b#1 " + CENT / 2),
        bench.create("{}"));
    assertEquals(0, bench.state.left());
  }

  @Test
  void legThatAsksGetsAsMuchAgain() {
    Bench bench = bench("20", TWO);
    bench.create("{}");

    assertEquals(List.of("granted a#1 " + 6 * CENT), asks(bench, "a", 3 * CENT));
    assertEquals(List.of("granted a#1 " + 14 * CENT), asks(bench, "a", 7 * CENT));
  }

  @Test
  void whatALegGetsBeyondItsNeedIsAShareOfWhatIsLeft() {
    Bench bench = bench("1.61", TWO);
    bench.create("{}");

    assertEquals(List.of("granted a#1 " + 85 * CENT), asks(bench, "a", 80 * CENT));
  }

  @Test
  void legWaitsUntilAnotherGivesBackWhatItDoesNotNeed() {
    Bench bench = bench("0.01", TWO);
    bench.create("{}");

    assertEquals(State.QUEUED, bench.stateOf("b"));
    ends(bench, "a", CENT / 2);
    assertEquals(List.of("started b#1 on rt-1", "granted b#1 " + CENT / 2), bench.proceed());
  }

  @Test
  void spentBudgetFailsWhatWouldBegin() {
    Bench bench = bench("0.01", TWO);
    bench.create("{}");
    ends(bench, "a", CENT);

    assertEquals(
        List.of("ended b#1 failed budget_exceeded", "run failed budget_exceeded"), bench.proceed());
    assertEquals("the budget of the run, $0.01, is spent", bench.state.ending().error());
  }

  @Test
  void legGetsWhatItAsksFor() {
    Bench bench = bench("0.04", TWO);
    bench.create("{}");

    assertEquals(List.of("granted a#1 " + 3 * CENT), asks(bench, "a", 3 * CENT));
    assertEquals(0, bench.state.left());
    assertEquals(List.of(), asks(bench, "a", CENT));
  }

  @Test
  void legIsToldToWaitWhileOthersHoldTheRest() {
    Bench bench = bench("0.03", TWO);
    bench.create("{}");

    asks(bench, "a", 3 * CENT);
    assertEquals(Code.BUDGET_BUSY, bench.last.refusal().code());
    ends(bench, "b", 0);
    assertEquals(List.of("granted a#1 " + 3 * CENT), asks(bench, "a", 3 * CENT));
  }

  @Test
  void legThatWaitsKeepsOnlyWhatItHasSpent() {
    Bench bench = bench("0.02", TWO);
    bench.create("{}");

    assertEquals(List.of("granted a#1 4"), asks(bench, "a", CENT + 4, 4));
    assertEquals(Code.BUDGET_BUSY, bench.last.refusal().code());
    assertEquals(List.of(), asks(bench, "a", CENT + 4, 4));
    assertEquals(CENT - 4, bench.state.left());
  }

  @Test
  void legsThatAllNeedMoreDoNotWaitForEachOther() {
    Bench bench = bench("0.02", TWO);
    bench.create("{}");

    asks(bench, "a", CENT + CENT / 2, CENT / 2);
    assertEquals(List.of("granted b#1 " + 3 * CENT / 2), asks(bench, "b", 3 * CENT / 2, CENT / 2));
    asks(bench, "a", CENT + CENT / 2, CENT / 2);
    assertEquals(Code.BUDGET_BUSY, bench.last.refusal().code());
    ends(bench, "b", CENT);
    assertEquals(List.of(), asks(bench, "a", CENT + CENT / 2, CENT / 2));
    assertEquals(Code.BUDGET_EXCEEDED, bench.last.refusal().code());
  }

  @Test
  void moreThanTheBudgetIsRefused() {
    Bench bench = bench("0.02", "  - {id: a, agent: a.agent.yaml}\n");
    bench.create("{}");

    assertEquals(List.of("granted a#1 " + 2 * CENT), asks(bench, "a", 2 * CENT));
    asks(bench, "a", 2 * CENT + 1);
    assertEquals(Code.BUDGET_EXCEEDED, bench.last.refusal().code());
  }

  @Test
  void whatALostLegMayHaveSpentCountsAsSpentUntilItTells() {
    Bench bench =
        bench("0.02", "  - {id: a, agent: t.agent.yaml, retry: {max: 1, backoff: {jitter: 0}}}\n");
    bench.create("{}");
    String token = bench.step("a").leg().token();
    bench.limits = new Occasion.Limits(256, 3_600_000, 0, 10_000, 5);

    bench.does(new Command.Lost(A, 1, "rt-1", "heartbeat timeout", false));
    assertEquals(CENT, bench.state.left());

    bench.does(
        new Command.Complete(
            A,
            1,
            java.util.Optional.of(token),
            AirLock.judge(new Raw.Output(Json.object(), costing(CENT / 2)), Rules.NONE)));
    assertEquals(CENT + CENT / 2, bench.state.left());
  }

  @Test
  void anotherExecutorHasAGrantOfItsOwnBeyondWhatWasTold() {
    Bench bench = bench("0.04", "  - {id: a, agent: t.agent.yaml}\n");
    bench.create("{}");
    String token = bench.step("a").leg().token();
    bench.does(new Command.Checkpoint(A, 1, token, 1, 0, Json.object(), costing(4)));

    assertEquals(
        List.of("recovering a#1", "resumed a#1 on rt-2", "granted a#1 " + (CENT + 4)),
        bench.does(new Command.Lost(A, 1, "rt-1", "heartbeat timeout", true)));
    assertEquals(4 * CENT - (CENT - 4) - (CENT + 4), bench.state.left());
  }

  /** A runtime that was killed and started again has the name that it had. */
  @Test
  void anotherProcessOfTheSameNameHasAGrantOfItsOwnToo() {
    Bench bench = bench("0.04", "  - {id: a, agent: t.agent.yaml}\n");
    bench.runtimes = List.of("rt-1");
    bench.create("{}");
    bench.does(new Command.Accept(A, 1, "rt-1"));

    assertEquals(
        List.of("recovering a#1"),
        bench.does(new Command.Lost(A, 1, "rt-1", "heartbeat timeout", true)));
    assertEquals(List.of("resumed a#1 on rt-1", "granted a#1 " + CENT), bench.proceed());
    assertEquals(2 * CENT, bench.state.left());
  }

  @Test
  void deliveryThatNobodyTookCostsNothing() {
    Bench bench = bench("0.04", "  - {id: a, agent: t.agent.yaml}\n");
    bench.runtimes = List.of("rt-1");
    bench.create("{}");
    bench.does(new Command.Undelivered(A, 1, "rt-1", "refused"));
    bench.proceed();
    assertEquals(3 * CENT, bench.state.left());
  }

  @Test
  void failedLegIsAccountedForAndTheNextHasAGrantOfItsOwn() {
    Bench bench =
        bench("0.02", "  - {id: a, agent: a.agent.yaml, retry: {max: 1, backoff: {jitter: 0}}}\n");
    bench.create("{}");
    bench.completes(
        "a",
        AirLock.judge(
            new Raw.Failure(Code.AGENT_FAILED, "broke", null, costing(CENT / 2)), Rules.NONE));

    assertEquals(List.of("started a#2 on rt-1", "granted a#2 " + CENT), bench.after(60_000));
    assertEquals(CENT / 2, bench.state.left());
  }

  @Test
  void subWorkflowSpendsTheBudgetOfItsRun() {
    Bench bench =
        new Bench(
            "model_policy: {cost_budget_usd: 0.01}\n",
            "  - {id: part, workflow: ./inner.workflow.yaml}\n",
            java.util.Map.of(
                "workflows/inner.workflow.yaml",
                "pipeline: [{id: a, agent: a.agent.yaml}, {id: b, agent: a.agent.yaml}]\n"));
    bench.runtimes = List.of("rt-1", "rt-2");
    bench.create("{}");

    assertEquals(CENT, bench.state.funds().grant(new StepPath("part/a")));
    assertEquals(State.QUEUED, bench.stateOf("part/b"));
  }
}
