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
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A run whose budget is used up asks people for a higher one, and goes on where it was. */
class BudgetQuestionTest {
  private static final long CENT = 10_000_000;
  private static final StepPath A = new StepPath("a");
  private static final String TWO =
      """
        - {id: a, agent: t.agent.yaml}
        - {id: b, agent: a.agent.yaml}
      """;

  private static Bench bench(String dollars, String pipeline) {
    Bench bench =
        new Bench(
            "model_policy: {cost_budget_usd: " + dollars + ", on_exhausted: ask}\n", pipeline);
    bench.runtimes = List.of("rt-1", "rt-2", "rt-3");
    bench.create("{}");
    return bench;
  }

  private static Metrics costing(long nanos) {
    return new Metrics("p/m", 5, 1, 1, new Usd(nanos), 1, 0, false, 0);
  }

  private static List<String> ends(Bench bench, String step, long nanos) {
    return bench.completes(
        step, AirLock.judge(new Raw.Output(Json.object(), costing(nanos)), Rules.NONE));
  }

  private static List<String> raises(Bench bench, String step, long nanos) {
    return bench.does(
        new Command.Settle(
            new StepPath(step), 0, 0, Command.Ruling.raising(new Usd(nanos), "ann", "worth it")));
  }

  private static List<String> rejects(Bench bench, String step) {
    return bench.does(
        new Command.Settle(new StepPath(step), 0, 0, Command.Ruling.of(false, "ann", "enough")));
  }

  private static Code refusal(Bench bench) {
    assertEquals(List.of(), bench.last.emitted());
    return bench.last.refusal().code();
  }

  @Test
  void legThatNeedsMoreIsOverAndItsNextWaitsForAnAnswer() {
    Bench bench = bench("0.02", TWO);

    assertEquals(
        List.of("held a#2", "asked for budget a#2"), bench.exceeds("a", costing(CENT / 2)));

    assertEquals(State.HELD, bench.stateOf("a"));
    assertEquals(State.SUCCESS, bench.step("a").past().getFirst().state());
    assertEquals(CENT / 2, bench.state.used().costUsd().nanos());
    assertEquals(1, bench.state.held());
    BudgetQuestion asked = bench.state.budgetQuestion().orElseThrow();
    assertEquals("too dear", asked.why());
    assertEquals(2 * CENT, asked.limit());
    assertEquals(CENT / 2 + CENT, asked.spent());
    assertEquals(List.of(), bench.effects.begun());
  }

  @Test
  void questionIsToBeToldAlsoWhenTheFirstThatWaitsIsOver() {
    Bench bench =
        bench(
            "0.02",
            """
              - {id: a, agent: t.agent.yaml, timeout_s: 5}
              - {id: b, agent: a.agent.yaml}
              - {id: c, depends_on: [{step: a, when: failure}], agent: a.agent.yaml}
              - {id: tell, on: approval, depends_on: [a], webhook: {url: http://t}}
            """);
    bench.exceeds("a", costing(CENT));
    Effect announce = new Effect.Announce(A, 2);
    assertEquals(List.of(announce), bench.effects.begun());
    bench.exceeds("b", costing(CENT));
    bench.after(5_000);
    assertEquals(State.FAILED, bench.stateOf("a"));
    assertEquals(List.of(announce), Outstanding.of(bench.state));

    assertEquals(List.of("announced a#2"), bench.does(new Command.Announced(A, 2)));
    assertEquals(List.of(announce), bench.effects.over());
    assertEquals(List.of(), Outstanding.of(bench.state));
  }

  @Test
  void raisedBudgetLetsTheLegGoOnFromItsLastTurn() {
    Bench bench = bench("0.01", "  - {id: a, agent: t.agent.yaml}\n");
    String token = bench.step("a").leg().token();
    bench.does(new Command.Checkpoint(A, 1, token, 1, 0, Json.object(), costing(CENT / 4)));
    bench.exceeds("a", costing(CENT / 2));

    assertEquals(
        List.of("budget approved " + 3 * CENT, "started a#2 on rt-1", "granted a#2 " + CENT),
        raises(bench, "a", 3 * CENT));

    Leg next = bench.step("a").leg();
    assertEquals(1, next.talk().turn());
    assertEquals(Metrics.NONE, next.talk().metrics());
    assertEquals(3 * CENT - CENT / 2 - CENT, bench.state.left());
    ends(bench, "a", CENT);
    assertEquals(CENT / 2 + CENT, bench.state.used().costUsd().nanos());
    assertEquals(State.SUCCESS, bench.state.state());
  }

  @Test
  void stepThatCannotBeginAsksTooAndItsTimeGoesOn() {
    Bench bench =
        bench(
            "0.01",
            """
              - {id: a, agent: a.agent.yaml}
              - {id: b, depends_on: [a], agent: a.agent.yaml, timeout_s: 5}
            """);

    assertEquals(
        List.of("ended a#1 success", "held b#1", "asked for budget b#1"), ends(bench, "a", CENT));
    assertEquals(bench.now + 5_000, bench.state.wakeAt());
    assertEquals(List.of("ended b#1 failed timeout", "run failed timeout"), bench.after(5_000));
    bench.does(
        new Command.Settle(
            new StepPath("b"), 1, 0, Command.Ruling.raising(new Usd(2 * CENT), "ann", "")));
    assertEquals(Code.RUN_FINISHED, refusal(bench));
    assertEquals(0, bench.state.held());
  }

  @Test
  void oneAnswerIsForAllThatWait() {
    Bench bench = bench("0.02", TWO);
    bench.exceeds("a", costing(CENT / 2));

    assertEquals(List.of("held b#2"), bench.exceeds("b", costing(CENT / 2)));

    assertEquals(1, bench.state.held());
    assertEquals(
        List.of(
            "budget approved " + 4 * CENT,
            "started a#2 on rt-1",
            "granted a#2 " + CENT,
            "started b#2 on rt-2",
            "granted b#2 " + CENT),
        raises(bench, "b", 4 * CENT));
  }

  @Test
  void questionIsNamedByTheLegThatAskedFirstForEver() {
    Bench bench = bench("0.02", TWO);
    bench.exceeds("a", costing(CENT / 2));
    Command.Ruling raised = Command.Ruling.raising(new Usd(4 * CENT), "ann", "");

    bench.does(new Command.Settle(A, 2, 0, raised));
    bench.does(new Command.Settle(A, 2, 0, raised));

    assertEquals(Code.APPROVAL_DECIDED, refusal(bench));
    assertEquals("ann", bench.state.budgetQuestion().orElseThrow().answer().actor());
  }

  @Test
  void rejectionFailsEveryStepThatWaitsAndIsTheLastWord() {
    Bench bench =
        bench(
            "0.02",
            """
              - {id: a, agent: t.agent.yaml}
              - {id: b, agent: a.agent.yaml}
              - {id: c, agent: a.agent.yaml, depends_on: [{step: a, when: always}]}
              - {id: d, transform: {ops: []}, depends_on: [{step: b, when: always}]}
            """);
    bench.exceeds("a", costing(CENT));
    bench.exceeds("b", costing(CENT));

    assertEquals(
        List.of(
            "budget rejected 0",
            "ended a#2 failed budget_exceeded",
            "ended b#2 failed budget_exceeded",
            "ended c#1 failed budget_exceeded",
            "skipped d run_failed",
            "run failed budget_exceeded"),
        rejects(bench, "a"));
  }

  @Test
  void retryOfTheRunAsksAnew() {
    Bench bench = bench("0.01", "  - {id: a, agent: a.agent.yaml}\n");
    bench.exceeds("a", costing(CENT));
    rejects(bench, "a");

    bench.does(new Command.Retry("once more", "ann"));

    assertEquals(List.of("held a#3", "asked for budget a#3"), bench.proceed());
  }

  @Test
  void questionOfACancelledRunWaitsForNobody() {
    Bench bench = bench("0.01", "  - {id: a, agent: a.agent.yaml}\n");
    bench.exceeds("a", costing(CENT));

    bench.does(new Command.Cancel("enough", "ann"));

    assertEquals(0, bench.state.held());
    bench.does(new Command.Settle(A, 2, 0, Command.Ruling.raising(new Usd(2 * CENT), "ann", "")));
    assertEquals(Code.RUN_FINISHED, refusal(bench));
  }

  @Test
  void budgetIsRaisedAndNotLowered() {
    Bench bench = bench("0.01", "  - {id: a, agent: a.agent.yaml}\n");
    bench.exceeds("a", costing(CENT / 2));

    raises(bench, "a", CENT);
    assertEquals(Code.INVALID_REQUEST, refusal(bench));
    assertEquals("budget_usd must be more than $0.01", bench.last.refusal().error());
    bench.does(new Command.Settle(A, 0, 0, Command.Ruling.of(true, "ann", "")));
    assertEquals(Code.INVALID_REQUEST, refusal(bench));
    bench.does(new Command.Settle(A, 0, 0, Command.Ruling.answered(Json.object(), "ann", "")));
    assertEquals(Code.INVALID_REQUEST, refusal(bench));
  }

  @Test
  void budgetIsNoAnswerToAQuestionAboutATool() {
    Bench bench = bench("0.01", "  - {id: a, agent: t.agent.yaml}\n");
    Approval.Call pay = new Approval.Call(1, "pay", "id1", "hash", 0, false, false, false);
    String token = bench.step("a").leg().token();
    bench.does(new Command.Ask(A, 1, token, List.of(pay), Json.object(), costing(1)));

    raises(bench, "a", 2 * CENT);

    assertEquals(Code.INVALID_REQUEST, refusal(bench));
  }

  /** The refusal was under way when somebody raised the budget for another leg. */
  @Test
  void legThatBeganBeforeTheBudgetWasRaisedGoesOnUnasked() {
    Bench bench = bench("0.02", TWO);
    bench.exceeds("a", costing(CENT));
    bench.now += 1;
    raises(bench, "a", 6 * CENT);

    assertEquals(
        List.of("held b#2", "started b#2 on rt-1", "granted b#2 " + CENT),
        bench.exceeds("b", costing(CENT)));
    assertEquals(List.of("held a#3", "asked for budget a#3"), bench.exceeds("a", costing(CENT)));
  }

  @Test
  void decisionOfAnotherInstanceLeavesTheLegToTheOwner() {
    Bench bench = bench("0.01", "  - {id: a, agent: a.agent.yaml}\n");
    bench.exceeds("a", costing(CENT));
    bench.me = "other";

    assertEquals(
        List.of("budget approved " + 2 * CENT, "queued a#2"), raises(bench, "a", 2 * CENT));

    bench.me = "me";
    assertEquals(List.of("started a#2 on rt-1", "granted a#2 " + CENT), bench.proceed());
  }

  @Test
  void approvedCallsOfAHeldLegAreStillApproved() {
    Bench bench = bench("0.01", "  - {id: a, agent: t.agent.yaml}\n");
    Approval.Call pay = new Approval.Call(1, "pay", "id1", "hash", 0, false, false, false);
    String token = bench.step("a").leg().token();
    bench.does(new Command.Ask(A, 1, token, List.of(pay), Json.object(), costing(CENT)));

    assertEquals(
        List.of("approved a#2 call 1", "queued a#2"),
        bench.does(new Command.Settle(A, 0, 0, Command.Ruling.of(true, "ann", ""))));
    assertEquals(List.of("held a#3", "asked for budget a#3"), bench.proceed());
    raises(bench, "a", 2 * CENT);

    Leg leg = bench.step("a").leg();
    assertEquals(State.RUNNING, leg.state());
    assertEquals(Approval.Status.APPROVED, leg.gate().approvals().getFirst().status());
  }

  @Test
  void itemsAndStepsOfSubWorkflowsWaitOnTheOneQuestionOfTheRun() {
    Bench listed =
        new Bench(
            "model_policy: {cost_budget_usd: 0.02, on_exhausted: ask}\n",
            """
              - id: each
                workflow: ./inner.workflow.yaml
                for_each: {from: params.items, concurrency: 2}
            """,
            Map.of("workflows/inner.workflow.yaml", "pipeline: [{id: a, agent: a.agent.yaml}]\n"));
    listed.runtimes = List.of("rt-1", "rt-2");
    listed.create("{\"items\":[1,2,3]}");

    listed.exceeds("each[0]/a", costing(CENT));
    assertEquals(List.of("held each[1]/a#2"), listed.exceeds("each[1]/a", costing(CENT)));
    assertEquals(State.PENDING, listed.stateOf("each[2]"));
    raises(listed, "each[1]/a", 4 * CENT);

    assertEquals(State.RUNNING, listed.stateOf("each[0]/a"));
    assertEquals(State.RUNNING, listed.stateOf("each[1]/a"));
    assertTrue(listed.state.left() >= 0);
  }
}
