package dev.ktsu.runtime.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.wire.GatewayAnswer;
import dev.ktsu.contracts.wire.GatewayRequest.ToolSpec;
import dev.ktsu.contracts.wire.Intent;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.contracts.wire.Resume;
import dev.ktsu.contracts.wire.ToolCall;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.runtime.loop.Action.CallModel;
import dev.ktsu.runtime.loop.Action.CallTools;
import dev.ktsu.runtime.loop.Action.Checkpoint;
import dev.ktsu.runtime.loop.Action.Finish;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a loop has kept of its turns, and how another one goes on from there. */
class ResumeTest {
  private static final ToolCall LOOK = new ToolCall("1", "look", Json.parse("{\"at\":\"it\"}"));
  private static final ToolCall SEND = new ToolCall("2", "send", Json.parse("{\"to\":\"me\"}"));

  @Test
  void turnWithToolsIsKeptBeforeTheModelIsAskedAgain() {
    AgentLoop loop = new AgentLoop(task(10), Beginning.ANEW);
    loop.start();
    Checkpoint kept = turn(loop, LOOK);
    assertEquals(1, kept.turn());
    assertEquals(0, kept.after());
    assertEquals(List.of("assistant", "tool"), roles(kept.messages()));
    assertEquals(1, kept.metrics().llmCalls());
    assertEquals(1, kept.metrics().toolCalls());
    assertInstanceOf(CallModel.class, loop.checkpointed(true));
  }

  @Test
  void checkpointHoldsWhatIsNewSinceTheAcknowledgedOne() {
    AgentLoop loop = new AgentLoop(task(10), Beginning.ANEW);
    loop.start();
    turn(loop, LOOK);
    loop.checkpointed(true);
    loop.answered(text("no JSON"));
    Checkpoint kept = turn(loop, LOOK, SEND);
    assertEquals(3, kept.turn());
    assertEquals(1, kept.after());
    assertEquals(List.of("assistant", "user", "assistant", "tool", "tool"), roles(kept.messages()));
    assertEquals(3, kept.metrics().llmCalls());
  }

  @Test
  void checkpointThatNobodyTookIsPartOfTheNextOne() {
    AgentLoop loop = new AgentLoop(task(10), Beginning.ANEW);
    loop.start();
    turn(loop, LOOK);
    loop.checkpointed(false);
    Checkpoint kept = turn(loop, SEND);
    assertEquals(2, kept.turn());
    assertEquals(0, kept.after());
    assertEquals(List.of("assistant", "tool", "assistant", "tool"), roles(kept.messages()));
  }

  @Test
  void resumedLoopAsksForTheNextTurnAlone() {
    AgentLoop lost = new AgentLoop(task(10), Beginning.ANEW);
    lost.start();
    Checkpoint kept = turn(lost, LOOK);
    AgentLoop loop = new AgentLoop(task(10), Beginning.at(resume(kept)));
    CallModel asked = assertInstanceOf(CallModel.class, loop.start());
    assertEquals(2, loop.turn());
    assertEquals(List.of("system", "user", "assistant", "tool"), roles(asked.messages()));
    loop.answered(text("{\"a\":1}"));
    assertEquals(2, loop.metrics().llmCalls());
    assertEquals(new Usd(200), loop.metrics().costUsd());
  }

  @Test
  void resumedLoopHasOnlyTheTurnsThatAreLeft() {
    AgentLoop loop =
        new AgentLoop(task(3), Beginning.at(new Resume(2, List.of(), Metrics.NONE, List.of())));
    CallModel last = assertInstanceOf(CallModel.class, loop.start());
    assertEquals(List.of(), last.tools());
  }

  @Test
  void loopResumedBehindItsLastTurnIsAtItsEnd() {
    AgentLoop loop =
        new AgentLoop(task(2), Beginning.at(new Resume(2, List.of(), Metrics.NONE, List.of())));
    assertEquals(Code.MAX_TURNS_EXCEEDED, failure(loop.start()).code());
  }

  @Test
  void resumedLoopRemembersTheInvalidTextOfAnEarlierTurn() {
    AgentLoop lost = new AgentLoop(task(2), Beginning.ANEW);
    lost.start();
    lost.answered(text("no JSON"));
    Checkpoint kept = turn(lost, LOOK);
    AgentLoop loop = new AgentLoop(task(2), Beginning.at(resume(kept)));
    CallModel chance = assertInstanceOf(CallModel.class, loop.start());
    assertEquals(List.of(), chance.tools());
    Result.Failed failed = failure(loop.answered(text("still none")));
    assertEquals("still none", failed.rawOutput());
  }

  @Test
  void answerIsMendedOnceOverAllLegs() {
    Task strict = task(10, "{\"properties\":{\"a\":{\"type\":\"integer\"}},\"required\":[\"a\"]}");
    AgentLoop lost = new AgentLoop(strict, Beginning.ANEW);
    lost.start();
    lost.answered(text("{}"));
    Checkpoint kept = turn(lost, LOOK);
    AgentLoop loop = new AgentLoop(strict, Beginning.at(resume(kept)));
    loop.start();
    Finish end = assertInstanceOf(Finish.class, loop.answered(text("{\"b\":1}")));
    assertEquals(Json.parse("{\"b\":1}"), ((Result.Answered) end.result()).output());
  }

  @Test
  void effectfulCallThatMayHaveBeenMadeIsNotMadeAgain() {
    AgentLoop loop = new AgentLoop(task(10), Beginning.at(after(Intent.of(1, 1, 0, SEND))));
    loop.start();
    Result.Failed failed = failure(loop.answered(wanting(LOOK, SEND)));
    assertEquals(Code.TOOL_OUTCOME_UNKNOWN, failed.code());
    assertEquals("tool_outcome_unknown: send", failed.error());
  }

  @Test
  void effectfulCallThatMayHaveBeenMadeIsKnownInALaterTurnToo() {
    AgentLoop loop = new AgentLoop(task(10), Beginning.at(after(Intent.of(1, 1, 0, SEND))));
    loop.start();
    turn(loop, LOOK);
    loop.checkpointed(true);
    assertEquals(Code.TOOL_OUTCOME_UNKNOWN, failure(loop.answered(wanting(SEND))).code());
  }

  @Test
  void effectfulCallWithOtherArgumentsIsMade() {
    ToolCall other = new ToolCall("2", "send", Json.parse("{\"to\":\"you\"}"));
    AgentLoop loop = new AgentLoop(task(10), Beginning.at(after(Intent.of(1, 1, 0, SEND))));
    loop.start();
    assertInstanceOf(CallTools.class, loop.answered(wanting(other)));
  }

  @Test
  void callWithoutEffectIsMadeAgain() {
    AgentLoop loop = new AgentLoop(task(10), Beginning.at(after(Intent.of(1, 1, 0, LOOK))));
    loop.start();
    assertInstanceOf(CallTools.class, loop.answered(wanting(LOOK)));
  }

  /** One turn in which the model wants these calls. */
  private static Checkpoint turn(AgentLoop loop, ToolCall... calls) {
    CallTools wanted = assertInstanceOf(CallTools.class, loop.answered(wanting(calls)));
    assertEquals(loop.turn(), wanted.turn());
    List<Message> results =
        wanted.calls().stream().map(call -> Message.toolResult(call.id(), "done", false)).toList();
    return assertInstanceOf(Checkpoint.class, loop.toolsAnswered(results, List.of()));
  }

  private static Resume resume(Checkpoint kept) {
    return new Resume(kept.turn(), kept.messages(), kept.metrics(), List.of());
  }

  private static Resume after(Intent announced) {
    return new Resume(0, List.of(), Metrics.NONE, List.of(announced));
  }

  private static Result.Failed failure(Action action) {
    Finish end = assertInstanceOf(Finish.class, action);
    return assertInstanceOf(Result.Failed.class, end.result());
  }

  private static Task task(int maxTurns) {
    return task(maxTurns, null);
  }

  private static Task task(int maxTurns, @Nullable String schema) {
    List<ToolSpec> tools =
        List.of(new ToolSpec("look", "looks", null), new ToolSpec("send", "sends", null));
    return new Task(
        "be good",
        "do it",
        "",
        0,
        maxTurns,
        schema == null ? null : Json.parse(schema),
        tools,
        Set.of("send"),
        Map.of(),
        Map.of());
  }

  private static GatewayAnswer wanting(ToolCall... calls) {
    return answer("", List.of(calls));
  }

  private static GatewayAnswer text(String text) {
    return answer(text, List.of());
  }

  private static GatewayAnswer answer(String text, List<ToolCall> calls) {
    return new GatewayAnswer(
        text, "fake/model", 10, 5, new Usd(100), calls, null, null, List.of(), null, Usd.ZERO);
  }

  private static List<String> roles(List<Message> messages) {
    return messages.stream().map(Message::role).toList();
  }
}
