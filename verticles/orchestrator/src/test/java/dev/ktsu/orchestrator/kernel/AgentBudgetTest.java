package dev.ktsu.orchestrator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The legs of a step together stay within the budget of its agent, two cents here. */
class AgentBudgetTest {
  private static final long CENT = 10_000_000;
  private static final StepPath A = new StepPath("a");
  private static final String STEP = "  - {id: a, agent: c.agent.yaml}\n";
  private static final String RETRIED =
      "  - {id: a, agent: c.agent.yaml, retry: {max: 3, backoff: {jitter: 0}}}\n";

  private static Bench bench(String header, String pipeline) {
    Bench bench = new Bench(header, pipeline);
    bench.runtimes = List.of("rt-1", "rt-2", "rt-3");
    bench.create("{\"items\":[1,2]}");
    return bench;
  }

  private static String budget(String dollars) {
    return "model_policy: {cost_budget_usd: " + dollars + ", on_exhausted: ask}\n";
  }

  private static Metrics costing(long nanos) {
    return new Metrics("p/m", 5, 1, 1, new Usd(nanos), 1, 0, false, 0);
  }

  private static List<String> fails(Bench bench, long nanos) {
    return bench.completes(
        "a",
        AirLock.judge(
            new Raw.Failure(Code.AGENT_FAILED, "broke", null, costing(nanos)), Rules.NONE));
  }

  private static List<String> asks(Bench bench, long nanos) {
    Leg leg = bench.step("a").leg();
    return bench.does(new Command.Fund(A, leg.number(), leg.token(), nanos, 0));
  }

  @Test
  void legOfARunWithoutABudgetMaySpendAllOfItAndNoMore() {
    Bench bench = bench("", STEP);

    assertEquals(CENT, bench.state.funds().grant(A));
    assertEquals(List.of("granted a#1 " + 2 * CENT), asks(bench, 2 * CENT));
    asks(bench, 2 * CENT + 1);
    assertEquals(Code.BUDGET_EXCEEDED, bench.last.refusal().code());
    assertEquals(
        List.of("ended a#1 failed budget_exceeded", "run failed budget_exceeded"),
        bench.exceeds("a", costing(CENT)));
  }

  @Test
  void legGetsTheLesserOfItsOwnAndTheRuns() {
    Bench rich = bench(budget("1"), STEP);
    assertEquals(List.of("granted a#1 " + 2 * CENT), asks(rich, 2 * CENT));

    Bench poor = bench(budget("0.015"), STEP);
    assertEquals(CENT, poor.state.funds().grant(A));
    assertEquals(List.of("granted a#1 " + 3 * CENT / 2), asks(poor, 3 * CENT / 2));
  }

  @Test
  void nobodyIsAskedWhereTheAgentsOwnBudgetIsUsedUp() {
    Bench bench = bench(budget("1"), STEP);

    asks(bench, 2 * CENT + 1);
    assertEquals(Code.BUDGET_EXCEEDED, bench.last.refusal().code());
    assertTrue(bench.last.refusal().getMessage().contains("the agent"));
    assertEquals(
        List.of("ended a#1 failed budget_exceeded", "run failed budget_exceeded"),
        bench.exceeds("a", costing(CENT)));
  }

  @Test
  void peopleAreAskedWhereTheRunHasLessThanTheAgentMaySpend() {
    Bench bench = bench(budget("0.015"), STEP);

    assertEquals(List.of("held a#2", "asked for budget a#2"), bench.exceeds("a", costing(CENT)));
    bench.does(new Command.Settle(A, 0, 0, Command.Ruling.raising(new Usd(100 * CENT), "", "")));

    assertEquals(CENT, bench.state.funds().grant(A));
  }

  @Test
  void formerLegsOfTheStepCount() {
    Bench bench = bench("", RETRIED);

    fails(bench, CENT / 2);
    assertEquals(List.of("started a#2 on rt-1", "granted a#2 " + CENT), bench.after(60_000));
    fails(bench, CENT);
    bench.after(60_000);
    assertEquals(CENT / 2, bench.state.funds().grant(A));
    assertEquals(2 * CENT, bench.state.funds().taken(A));
  }

  @Test
  void whatALostLegMayHaveSpentCountsUntilItTells() {
    Bench bench = bench("", RETRIED);
    String token = bench.step("a").leg().token();
    bench.does(new Command.Checkpoint(A, 1, token, 1, 0, Json.object(), costing(CENT / 2)));
    bench.limits = new Occasion.Limits(256, 3_600_000, 0, 10_000, 5);
    bench.does(new Command.Lost(A, 1, "rt-1", "heartbeat timeout", true));
    bench.after(60_000);

    assertEquals(2 * CENT, bench.state.funds().taken(A));
    assertEquals(3 * CENT / 2, bench.state.funds().grant(A));

    bench.does(
        new Command.Complete(
            A,
            1,
            Optional.of(token),
            AirLock.judge(new Raw.Output(Json.object(), costing(CENT / 2)), Rules.NONE)));
    assertEquals(3 * CENT / 2, bench.state.funds().taken(A));
    assertEquals(List.of("granted a#2 " + 2 * CENT), asks(bench, 2 * CENT));
  }

  @Test
  void stepWhoseLegsHaveSpentAllOfItFails() {
    Bench bench = bench(budget("1"), RETRIED);

    asks(bench, 2 * CENT);
    fails(bench, 2 * CENT);

    assertEquals(
        List.of("ended a#2 failed budget_exceeded", "run failed budget_exceeded"),
        bench.after(60_000));
    assertEquals("the budget of the agent, $0.02 a step, is spent", bench.state.ending().error());
  }

  @Test
  void eachItemHasABudgetOfItsOwn() {
    Bench bench = bench("", "  - {id: a, agent: c.agent.yaml, for_each: {from: params.items}}\n");

    assertEquals(CENT, bench.state.funds().grant(new StepPath("a[0]")));
    assertEquals(CENT, bench.state.funds().grant(new StepPath("a[1]")));
    assertEquals(State.RUNNING, bench.stateOf("a[1]"));
  }
}
