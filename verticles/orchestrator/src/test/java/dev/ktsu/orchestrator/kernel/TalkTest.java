package dev.ktsu.orchestrator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.junit.jupiter.api.Test;

/** What a runtime tells of a conversation, and how another goes on with it. */
class TalkTest {
  private static final StepPath A = new StepPath("a");
  private static final Talk.Intended PAY = new Talk.Intended(2, 0, "pay", "abc");

  private final Bench bench = new Bench("  - {id: a, agent: t.agent.yaml}\n");

  private String token() {
    return leg().token();
  }

  private Leg leg() {
    return bench.state.step(A).orElseThrow().leg();
  }

  private List<String> tells(String token, int turn, int after) {
    ObjectNode body = Json.object();
    body.putArray("messages").add("turn " + turn);
    return bench.does(
        new Command.Checkpoint(A, 1, token, turn, after, body, Bench.usage(turn * 10L)));
  }

  private List<String> intends(String token) {
    return bench.does(new Command.Intend(A, 1, token, PAY));
  }

  private List<String> loses(String runtime) {
    return bench.does(new Command.Lost(A, 1, runtime, "heartbeat timeout", true));
  }

  private static Judged output(long tokens) {
    return AirLock.judge(new Raw.Output(Json.object(), Bench.usage(tokens)), Rules.NONE);
  }

  @Test
  void turnsAreKeptWithTheirPayloadInOrder() {
    bench.create("{}");
    assertEquals(List.of("kept a#1 turn 1"), tells(token(), 1, 0));
    assertEquals(List.of("kept a#1 turn 2"), tells(token(), 2, 1));
    Talk talk = leg().talk();
    assertEquals(2, talk.turn());
    assertEquals(20, talk.metrics().tokensIn());
    assertEquals(
        List.of("turn 1", "turn 2"),
        talk.parts().stream()
            .map(part -> bench.payloads.get(part.payload()).at("/messages/0").asText())
            .toList());
    assertTrue(bench.effects.begun().isEmpty());
  }

  @Test
  void turnWhoseAcknowledgementWasLostIsReplacedByTheNext() {
    bench.create("{}");
    tells(token(), 1, 0);
    tells(token(), 2, 1);
    tells(token(), 3, 1);
    assertEquals(List.of(1, 3), leg().talk().parts().stream().map(Talk.Part::turn).toList());
  }

  @Test
  void reportThatWasUnderWayForLongTakesNothingBack() {
    bench.create("{}");
    tells(token(), 1, 0);
    tells(token(), 2, 1);
    assertEquals(List.of(), tells(token(), 1, 0));
    assertNull(bench.last.refusal());
    assertEquals(2, leg().talk().turn());
    Talk.Intended late = new Talk.Intended(2, 0, "pay", "hash");
    assertEquals(List.of(), bench.does(new Command.Intend(A, 1, token(), late)));
    assertNull(bench.last.refusal());
    assertEquals(List.of(), leg().talk().intents());
  }

  @Test
  void anotherRuntimeGoesOnWithTheConversationUnderATokenOfItsOwn() {
    bench.runtimes.add("rt-2");
    bench.create("{}");
    tells(token(), 1, 0);
    intends(token());
    String former = token();
    assertEquals(List.of("recovering a#1", "resumed a#1 on rt-2"), loses("rt-1"));
    assertNotEquals(former, token());
    assertEquals(1, leg().talk().turn());
    assertEquals(List.of(PAY), leg().talk().intents());
    Effect.Deliver deliver = (Effect.Deliver) bench.effects.begun().getLast();
    assertEquals(token(), deliver.token());
    assertEquals(List.of("ended a#1 success", "run success"), bench.completes("a", output(30)));
    assertEquals(30, bench.state.used().tokensIn());
  }

  @Test
  void ghostStopsAtItsNextTurnAndItsResultStillCounts() {
    bench.runtimes.add("rt-2");
    bench.create("{}");
    String ghost = token();
    loses("rt-1");
    assertEquals(List.of(), tells(ghost, 1, 0));
    assertEquals(Code.LEG_CLOSED, bench.last.refusal().code());
    assertEquals(List.of(), intends(ghost));
    assertEquals(Code.LEG_CLOSED, bench.last.refusal().code());
    assertEquals(
        List.of("ended a#1 success", "run success"),
        bench.does(new Command.Complete(A, 1, Optional.of(ghost), output(1))));
  }

  @Test
  void checkpointOfAClosedLegIsRefused() {
    bench.create("{}");
    String token = token();
    bench.completes("a", output(1));
    assertEquals(List.of(), tells(token, 1, 0));
    assertEquals(Code.LEG_CLOSED, bench.last.refusal().code());
    assertEquals(409, bench.last.refusal().status());
  }

  @Test
  void checkpointOfALegThatIsAskedToStopIsRefused() {
    bench.create("{}");
    bench.does(new Command.Cancel("", ""));
    assertEquals(List.of(), tells(token(), 1, 0));
    assertEquals(Code.LEG_CLOSED, bench.last.refusal().code());
  }

  @Test
  void strangersAreRefused() {
    bench.create("{}");
    assertEquals(List.of(), tells("guess", 1, 0));
    assertEquals(Code.LEG_TOKEN_INVALID, bench.last.refusal().code());
    bench.does(new Command.Intend(A, 7, token(), PAY));
    assertEquals(404, bench.last.refusal().status());
    bench.does(new Command.Intend(new StepPath("z"), 1, token(), PAY));
    assertEquals(404, bench.last.refusal().status());
  }

  @Test
  void callIsAnnouncedOnceHoweverOftenItIsSaid() {
    bench.create("{}");
    assertEquals(List.of("intended a#1 pay"), intends(token()));
    assertEquals(List.of(), intends(token()));
    assertNull(bench.last.refusal());
  }

  @Test
  void callOfATurnThatIsKeptIsNoLongerUnknown() {
    bench.create("{}");
    intends(token());
    tells(token(), 1, 0);
    assertEquals(List.of(PAY), leg().talk().intents());
    tells(token(), 2, 1);
    assertEquals(List.of(), leg().talk().intents());
  }

  @Test
  void silentRuntimeThatTellsATurnHasItsLegAgain() {
    bench.create("{}");
    assertEquals(List.of("recovering a#1"), loses("rt-1"));
    assertEquals(List.of("resumed a#1 on rt-1", "kept a#1 turn 1"), tells(token(), 1, 0));
    assertEquals(State.RUNNING, leg().state());
  }

  @Test
  void conversationIsNotGivenToARuntimeThatCannotGoOnWithIt() {
    bench.runtimes.add("go-1");
    bench.create("{}");
    tells(token(), 1, 0);
    assertEquals(List.of("recovering a#1"), loses("rt-1"));
    bench.runtimes.remove("rt-1");
    assertEquals(List.of(), bench.proceed());
    bench.runtimes.add("rt-3");
    assertEquals(List.of("resumed a#1 on rt-3"), bench.proceed());
  }

  @Test
  void runtimeThatTellsNothingKeepsItsLegWithToolsOrLosesIt() {
    bench.runtimes.add("rt-2");
    bench.create("{}");
    assertEquals(
        List.of("recovering a#1 fixed"),
        bench.does(new Command.Lost(A, 1, "rt-1", "heartbeat timeout", false)));
  }

  @Test
  void keptTurnsOfALegThatIsLostAreBookedAndLateUsageIsWhatIsBeyond() {
    bench.create("{}");
    String token = token();
    tells(token, 1, 0);
    loses("rt-1");
    assertEquals("run failed runtime_lost", bench.after(30_000).getLast());
    assertEquals(10, bench.state.used().tokensIn());
    assertEquals(
        List.of("wasted a#1"),
        bench.does(new Command.Complete(A, 1, Optional.of(token), output(25))));
    assertEquals(25, bench.state.used().tokensIn());
    assertEquals(15, bench.state.wasted().tokensIn());
  }

  @Test
  void legAfterALostOneGoesOnWithItsConversationAndPaysItOnce() {
    Bench again =
        new Bench("  - {id: a, agent: t.agent.yaml, retry: {max: 1, backoff: {jitter: 0}}}\n");
    again.create("{}");
    Leg first = again.state.step(A).orElseThrow().leg();
    ObjectNode body = Json.object();
    body.putArray("messages");
    again.does(new Command.Checkpoint(A, 1, first.token(), 1, 0, body, Bench.usage(10)));
    again.does(new Command.Lost(A, 1, "rt-1", "heartbeat timeout", true));
    again.after(30_000);
    assertEquals(0, again.state.used().tokensIn());
    assertEquals(List.of("started a#2 on rt-1"), again.after(1_000));
    assertEquals(1, again.state.step(A).orElseThrow().leg().talk().turn());
    again.completes("a", output(30));
    assertEquals(30, again.state.used().tokensIn());
  }

  @Test
  void legAfterOneThatFailedByItselfBeginsAnew() {
    Bench again =
        new Bench("  - {id: a, agent: t.agent.yaml, retry: {max: 1, backoff: {jitter: 0}}}\n");
    again.create("{}");
    Leg first = again.state.step(A).orElseThrow().leg();
    ObjectNode body = Json.object();
    body.putArray("messages");
    again.does(new Command.Checkpoint(A, 1, first.token(), 1, 0, body, Bench.usage(10)));
    again.completes(
        "a", AirLock.judge(new Raw.Failure(Code.AGENT_FAILED, "broke", null, null), Rules.NONE));
    again.after(1_000);
    assertTrue(again.state.step(A).orElseThrow().leg().talk().isEmpty());
    assertEquals(10, again.state.used().tokensIn());
  }
}
