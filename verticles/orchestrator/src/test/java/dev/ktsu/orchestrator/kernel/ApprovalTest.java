package dev.ktsu.orchestrator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.orchestrator.airlock.AirLock;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.airlock.Rules;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Legs that begin only when people have decided on tool calls. */
class ApprovalTest {
  private static final StepPath A = new StepPath("a");
  private static final String PIPELINE =
      """
        - {id: a, agent: t.agent.yaml}
        - {id: b, agent: a.agent.yaml, depends_on: [a]}
      """;

  private final Bench bench = new Bench(PIPELINE);

  private static Approval.Call call(int number, long millis, boolean recover, boolean late) {
    return new Approval.Call(
        number, "tool" + number, "id" + number, "hash", millis, recover, late, false);
  }

  private List<String> asks(Approval.Call... calls) {
    bench.create("{}");
    Leg leg = bench.state.step(A).orElseThrow().leg();
    return bench.does(
        new Command.Ask(
            A, leg.number(), leg.token(), List.of(calls), Json.object(), Bench.usage(1)));
  }

  private List<String> decides(int call, boolean approved) {
    return bench.does(
        new Command.Settle(A, 0, call, Command.Ruling.of(approved, "ann", "because")));
  }

  private Code refusal() {
    assertEquals(List.of(), bench.last.emitted());
    return bench.last.refusal().code();
  }

  @Test
  void legThatAsksIsOverAndTheNextIsHeld() {
    assertEquals(List.of("asked a#1 tool1"), asks(call(1, 0, false, false)));
    Step step = bench.state.step(A).orElseThrow();
    assertEquals(State.HELD, step.state());
    assertEquals(2, step.leg().number());
    assertEquals(State.SUCCESS, step.past().get(0).state());
    assertEquals(State.RUNNING, bench.state.state());
    assertEquals(1, bench.state.held());
    assertEquals(0, bench.state.wakeAt());
    assertEquals(1, bench.state.used().tokensIn());
    assertEquals(List.of(), Outstanding.of(bench.state));
    assertEquals(List.of(), bench.effects.begun());
  }

  private static Bench announcing() {
    Bench bench =
        new Bench(
            PIPELINE + "  - {id: tell, on: approval, depends_on: [a], webhook: {url: http://t}}\n");
    bench.create("{}");
    String token = bench.state.step(A).orElseThrow().leg().token();
    List<Approval.Call> calls = List.of(call(1, 0, false, false), call(2, 0, false, false));
    bench.does(new Command.Ask(A, 1, token, calls, Json.object(), Bench.usage(1)));
    return bench;
  }

  @Test
  void questionIsToBeToldUntilItWasTold() {
    Bench bench = announcing();
    assertEquals(List.of(new Effect.Announce(A, 2)), bench.effects.begun());
    assertEquals(List.of(new Effect.Announce(A, 2)), Outstanding.of(bench.state));

    assertEquals(List.of("announced a#2"), bench.does(new Command.Announced(A, 2)));
    assertEquals(List.of(new Effect.Announce(A, 2)), bench.effects.over());
    assertEquals(List.of(), Outstanding.of(bench.state));
    assertEquals(2, bench.state.held());

    assertEquals(List.of(), bench.does(new Command.Announced(A, 2)));
  }

  @Test
  void questionThatIsAnsweredNeedsNoTelling() {
    Bench bench = announcing();
    bench.does(new Command.Settle(A, 0, 1, Command.Ruling.of(true, "ann", "")));
    assertEquals(List.of(new Effect.Announce(A, 2)), Outstanding.of(bench.state));

    bench.does(new Command.Settle(A, 0, 2, Command.Ruling.of(true, "ann", "")));
    assertTrue(bench.effects.over().contains(new Effect.Announce(A, 2)));
    assertEquals(List.of(), bench.does(new Command.Announced(A, 2)));
  }

  @Test
  void approvedLegGoesOnAndItsEndIsTheStepsEnd() {
    asks(call(1, 0, false, false));
    assertEquals(List.of("approved a#2 call 1", "started a#2 on rt-1"), decides(0, true));
    assertEquals(0, bench.state.held());
    assertEquals(
        List.of("ended a#2 success", "started b#1 on rt-1"),
        bench.completes(
            "a", AirLock.judge(new Raw.Output(Json.object(), Bench.usage(1)), Rules.NONE)));
    assertEquals(2, bench.state.used().tokensIn());
  }

  @Test
  void legBehindALostOneGoesOnBehindTheSameDecisions() {
    Bench retrying =
        new Bench("  - {id: a, agent: t.agent.yaml, retry: {max: 1, backoff: {jitter: 0}}}\n");
    retrying.create("{}");
    String token = retrying.state.step(A).orElseThrow().leg().token();
    retrying.does(
        new Command.Ask(
            A, 1, token, List.of(call(1, 0, false, false)), Json.object(), Bench.usage(1)));
    retrying.does(new Command.Settle(A, 0, 0, Command.Ruling.of(true, "ann", "")));
    retrying.does(new Command.Lost(A, 2, "rt-1", "heartbeat timeout", true));
    retrying.after(30_000);
    retrying.after(60_000);
    Leg third = retrying.state.step(A).orElseThrow().leg();
    assertEquals(3, third.number());
    assertEquals(State.RUNNING, third.state());
    assertEquals(Approval.Status.APPROVED, third.gate().approvals().getFirst().status());
  }

  @Test
  void rejectionFailsTheStepUnlessItIsToldToTheModel() {
    asks(call(1, 0, false, false));
    assertEquals(
        List.of(
            "rejected a#2 call 1",
            "ended a#2 failed approval_rejected",
            "skipped b run_failed",
            "run failed approval_rejected"),
        decides(0, false));
    assertEquals("tool call rejected by reviewer: tool1", bench.state.ending().error());

    Bench other = new Bench(PIPELINE);
    other.create("{}");
    Leg leg = other.state.step(A).orElseThrow().leg();
    other.does(
        new Command.Ask(
            A, 1, leg.token(), List.of(call(1, 0, true, false)), Json.object(), Bench.usage(1)));
    assertEquals(
        List.of("rejected a#2 call 1", "started a#2 on rt-1"),
        other.does(new Command.Settle(A, 2, 1, Command.Ruling.of(false, "", ""))));
  }

  @Test
  void callThatMayHaveBeenMadeIsAnsweredMadeAgainOrFailsTheStep() {
    asks(unknown(false));
    assertEquals(
        List.of("answered a#2 call 1", "started a#2 on rt-1"),
        bench.does(
            new Command.Settle(
                A, 0, 1, Command.Ruling.answered(TextNode.valueOf("sent"), "ann", ""))));
    Approval answered = bench.state.step(A).orElseThrow().leg().gate().approvals().getFirst();
    assertEquals(bench.last.emitted().getFirst().recorded().seq(), answered.answer());
    assertEquals(Json.parse("{\"result\":\"sent\"}"), bench.last.emitted().getFirst().payload());

    Bench other = new Bench(PIPELINE);
    other.create("{}");
    Leg leg = other.state.step(A).orElseThrow().leg();
    other.does(
        new Command.Ask(A, 1, leg.token(), List.of(unknown(false)), Json.object(), Bench.usage(1)));
    other.does(new Command.Settle(A, 2, 1, Command.Ruling.of(false, "", "")));
    assertEquals(Code.TOOL_OUTCOME_UNKNOWN, other.state.ending().code());
    assertEquals("tool_outcome_unknown: pay", other.state.ending().error());
  }

  private static Approval.Call unknown(boolean recover) {
    return new Approval.Call(1, "pay", "id1", "hash", 0, recover, false, true);
  }

  @Test
  void allCallsOfATurnAreDecidedBeforeTheLegGoesOn() {
    asks(call(1, 0, true, false), call(2, 0, true, false), call(3, 0, true, false));
    assertEquals(List.of("approved a#2 call 2"), decides(2, true));
    assertEquals(2, bench.state.held());
    assertEquals(List.of("rejected a#2 call 1"), decides(0, false));
    assertEquals(List.of("approved a#2 call 3", "started a#2 on rt-1"), decides(3, true));
  }

  @Test
  void decisionIsMadeOnce() {
    asks(call(1, 0, true, false), call(2, 0, true, false));
    decides(1, true);
    decides(1, false);
    assertEquals(Code.APPROVAL_DECIDED, refusal());
    decides(2, true);
    decides(0, true);
    assertEquals(Code.APPROVAL_DECIDED, refusal());
    decides(7, true);
    assertEquals(Code.APPROVAL_NOT_FOUND, refusal());
    bench.does(new Command.Settle(new StepPath("b"), 0, 0, Command.Ruling.of(true, "", "")));
    assertEquals(Code.APPROVAL_NOT_FOUND, refusal());
  }

  @Test
  void lateDecisionFailsTheStepOrCountsAsARejection() {
    asks(call(1, 5_000, false, false));
    assertEquals(6_000, bench.state.wakeAt());
    assertEquals(List.of(), bench.after(4_999));
    assertEquals(
        List.of(
            "timeout a#2 call 1",
            "ended a#2 failed approval_timeout",
            "skipped b run_failed",
            "run failed approval_timeout"),
        bench.after(1));
    assertEquals("approval timed out: tool1", bench.state.ending().error());
    decides(1, true);
    assertEquals(Code.APPROVAL_DECIDED, refusal());
  }

  @Test
  void lateDecisionThatCountsAsARejectionIsToldToTheModel() {
    asks(call(1, 5_000, true, true), call(2, 9_000, true, false));
    assertEquals(List.of("timeout a#2 call 1"), bench.after(5_000));
    assertEquals(10_000, bench.state.wakeAt());
    assertEquals(List.of("approved a#2 call 2", "started a#2 on rt-1"), decides(2, true));
    Bench failing = new Bench(PIPELINE);
    failing.create("{}");
    failing.does(
        new Command.Ask(
            A,
            1,
            failing.state.step(A).orElseThrow().leg().token(),
            List.of(call(1, 100, false, true)),
            Json.object(),
            Bench.usage(1)));
    assertEquals("ended a#2 failed approval_rejected", failing.after(100).get(1));
  }

  @Test
  void cancelledRunWaitsForNobody() {
    asks(call(1, 0, false, false));
    assertEquals(
        List.of(
            "cancelling run",
            "ended a#2 cancelled cancelled",
            "skipped b cancelled",
            "run cancelled cancelled"),
        bench.does(new Command.Cancel("", "")));
    assertEquals(0, bench.state.held());
    decides(1, true);
    assertEquals(Code.RUN_FINISHED, refusal());
  }

  @Test
  void legMayAskAgain() {
    asks(call(1, 0, false, false));
    decides(1, true);
    Leg second = bench.state.step(A).orElseThrow().leg();
    assertEquals(
        List.of("asked a#2 tool1"),
        bench.does(
            new Command.Ask(
                A,
                2,
                second.token(),
                List.of(call(1, 0, false, false)),
                Json.object(),
                Bench.usage(1))));
    assertEquals(List.of("approved a#3 call 1", "started a#3 on rt-1"), decides(0, true));
    assertEquals(2, bench.state.used().tokensIn());
  }

  @Test
  void decisionByAnotherThanTheOwnerPutsTheLegIntoTheQueue() {
    asks(call(1, 0, false, false));
    bench.me = "other";
    assertEquals(List.of("approved a#2 call 1", "queued a#2"), decides(1, true));
    bench.me = "me";
    assertEquals(List.of("started a#2 on rt-1"), bench.does(new Command.Proceed()));
  }

  @Test
  void questionThatComesTooLateChangesNothingButTheUsage() {
    bench.create("{}");
    Leg leg = bench.state.step(A).orElseThrow().leg();
    bench.does(new Command.Cancel("", ""));
    Command.Ask late =
        new Command.Ask(
            A, 1, leg.token(), List.of(call(1, 0, false, false)), Json.object(), Bench.usage(1));
    assertEquals(
        List.of("ended a#1 cancelled cancelled", "run cancelled cancelled"), bench.does(late));
    assertEquals(1, bench.state.used().tokensIn());
    assertEquals(List.of(), bench.does(late));
    assertNull(bench.last.refusal());
    assertEquals(1, bench.state.used().tokensIn());
  }

  @Test
  void whoAsksAgainIsAnsweredAndAStrangerIsRefused() {
    asks(call(1, 0, false, false));
    String token = bench.state.step(A).orElseThrow().past().get(0).token();
    Command.Ask again =
        new Command.Ask(
            A, 1, token, List.of(call(1, 0, false, false)), Json.object(), Bench.usage(1));
    assertEquals(List.of(), bench.does(again));
    assertNull(bench.last.refusal());
    Command.Ask strange =
        new Command.Ask(
            A, 1, "strange", List.of(call(1, 0, false, false)), Json.object(), Bench.usage(1));
    assertEquals(List.of(), bench.does(strange));
    assertEquals(Code.LEG_TOKEN_INVALID, refusal());
    assertNull(bench.state.ending());
  }
}
