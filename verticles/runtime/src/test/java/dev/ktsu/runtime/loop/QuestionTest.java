package dev.ktsu.runtime.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.wire.ApprovedCall;
import dev.ktsu.contracts.wire.GatewayAnswer;
import dev.ktsu.contracts.wire.GatewayRequest.ToolSpec;
import dev.ktsu.contracts.wire.Intent;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.contracts.wire.PendingApproval;
import dev.ktsu.contracts.wire.Resume;
import dev.ktsu.contracts.wire.ToolCall;
import dev.ktsu.contracts.wire.ToolServerRef.ApprovalRule;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.runtime.loop.Action.CallModel;
import dev.ktsu.runtime.loop.Action.CallTools;
import dev.ktsu.runtime.loop.Action.Checkpoint;
import dev.ktsu.runtime.loop.Action.Finish;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a loop asks people about, and how another one goes on when they have decided. */
class QuestionTest {
  private static final ToolCall LOOK = new ToolCall("1", "look", Json.parse("{\"at\":\"it\"}"));
  private static final ToolCall DROP = new ToolCall("2", "drop", Json.parse("{\"what\":\"a\"}"));
  private static final ToolCall SEND = new ToolCall("4", "send", Json.parse("{\"to\":\"c\"}"));
  private static final ToolCall WIPE = new ToolCall("3", "wipe", Json.parse("{\"what\":\"b\"}"));

  @Test
  void gatedCallsOfATurnAreAskedTogetherOnceTheOthersAreMade() {
    AgentLoop loop = new AgentLoop(task(10), Beginning.ANEW);
    loop.start();
    CallTools free = assertInstanceOf(CallTools.class, loop.answered(wanting(DROP, LOOK, WIPE)));
    assertEquals(List.of(LOOK), free.calls());
    List<PendingApproval> asked = asked(loop.toolsAnswered(List.of(done(LOOK)), List.of()));
    assertEquals(
        List.of(
            new PendingApproval("drop", "2", DROP.arguments(), "recover", 5_000, "reject", ""),
            new PendingApproval("wipe", "3", WIPE.arguments(), "", 0, "", "")),
        asked);
    assertEquals(List.of("system", "user", "assistant", "tool"), roles(loop.transcript()));
    assertEquals(1, loop.metrics().toolCalls());
  }

  @Test
  void gatedCallThatIsNotPermittedIsNotAskedAbout() {
    AgentLoop loop = new AgentLoop(task(10), Beginning.ANEW);
    loop.start();
    ToolCall other = new ToolCall("9", "other", null);
    assertEquals(Code.TOOL_NOT_PERMITTED, failure(loop.answered(wanting(DROP, other))).code());
  }

  @Test
  void exactlyTheApprovedCallIsMadeAndTheLoopGoesOn() {
    List<Message> said = said(wanting(DROP, LOOK, WIPE), done(LOOK), rejected(WIPE));
    AgentLoop loop = new AgentLoop(task(10), decided(said, approved(DROP)));
    CallTools made = assertInstanceOf(CallTools.class, loop.start());
    assertEquals(List.of(DROP), made.calls());
    Checkpoint kept =
        assertInstanceOf(Checkpoint.class, loop.toolsAnswered(List.of(done(DROP)), List.of()));
    assertEquals(1, kept.turn());
    assertEquals(0, kept.after());
    assertEquals(List.of(done(DROP)), kept.messages());
    CallModel next = assertInstanceOf(CallModel.class, loop.checkpointed(true));
    assertEquals(
        List.of("system", "user", "assistant", "tool", "tool", "tool"), roles(next.messages()));
    assertEquals(2, loop.turn());
  }

  @Test
  void modelIsAskedAtOnceWhenEveryCallWasRejected() {
    List<Message> said = said(wanting(DROP), rejected(DROP));
    AgentLoop loop = new AgentLoop(task(10), decided(said));
    assertInstanceOf(CallModel.class, loop.start());
  }

  @Test
  void turnsBeforeTheQuestionCount() {
    List<Message> said = new ArrayList<>(said(wanting(LOOK), done(LOOK)));
    said.addAll(said(wanting(DROP)));
    AgentLoop loop = new AgentLoop(task(3), decided(said, approved(DROP)));
    loop.start();
    loop.toolsAnswered(List.of(done(DROP)), List.of());
    CallModel last = assertInstanceOf(CallModel.class, loop.checkpointed(true));
    assertEquals(3, loop.turn());
    assertEquals(List.of(), last.tools());
  }

  @Test
  void approvalCountsForItsTurnAlone() {
    AgentLoop loop = new AgentLoop(task(10), decided(said(wanting(DROP)), approved(DROP)));
    loop.start();
    loop.toolsAnswered(List.of(done(DROP)), List.of());
    loop.checkpointed(true);
    assertEquals(1, asked(loop.answered(wanting(DROP))).size());
  }

  @Test
  void callThatDiffersFromWhatWasApprovedIsNotMade() {
    ToolCall other = new ToolCall("2", "drop", Json.parse("{\"what\":\"everything\"}"));
    AgentLoop changed = new AgentLoop(task(10), decided(said(wanting(other)), approved(DROP)));
    Result.Failed failed = failure(changed.start());
    assertEquals(Code.APPROVAL_MISMATCH, failed.code());
    assertEquals("approval_mismatch: drop", failed.error());
    ToolCall otherTool = new ToolCall("2", "wipe", DROP.arguments());
    AgentLoop renamed = new AgentLoop(task(10), decided(said(wanting(otherTool)), approved(DROP)));
    assertEquals(Code.APPROVAL_MISMATCH, failure(renamed.start()).code());
    AgentLoop gone = new AgentLoop(task(10), decided(said(wanting(LOOK)), approved(DROP)));
    assertEquals(Code.APPROVAL_MISMATCH, failure(gone.start()).code());
  }

  @Test
  void callThatIsNamedAloneIsMadeAsTheConversationHasIt() {
    ApprovedCall ofGo = new ApprovedCall("2", null, null);
    AgentLoop loop = new AgentLoop(task(10), decided(said(wanting(DROP)), ofGo));
    assertEquals(List.of(DROP), assertInstanceOf(CallTools.class, loop.start()).calls());
  }

  @Test
  void callThatNobodyHasDecidedOnIsAskedAboutAgain() {
    AgentLoop loop = new AgentLoop(task(10), decided(said(wanting(DROP, WIPE)), approved(DROP)));
    assertEquals(List.of(DROP), assertInstanceOf(CallTools.class, loop.start()).calls());
    List<PendingApproval> asked = asked(loop.toolsAnswered(List.of(done(DROP)), List.of()));
    assertEquals(List.of("wipe"), asked.stream().map(PendingApproval::toolName).toList());
  }

  @Test
  void approvedCallIsNotMadeTwiceByALegThatWasLost() {
    Resume lost = new Resume(0, List.of(), Metrics.NONE, List.of(Intent.of(2, 1, 0, DROP)));
    Beginning again = new Beginning(said(wanting(DROP)), List.of(approved(DROP)), lost, Map.of());
    Result.Failed failed = failure(new AgentLoop(task(10), again).start());
    assertEquals(Code.TOOL_OUTCOME_UNKNOWN, failed.code());
  }

  @Test
  void peopleAreAskedAboutACallThatALostLegMayHaveMade() {
    Resume lost = new Resume(0, List.of(), Metrics.NONE, List.of(Intent.of(1, 1, 0, SEND)));
    AgentLoop loop = new AgentLoop(task(10), Beginning.at(lost));
    loop.start();
    CallTools free = assertInstanceOf(CallTools.class, loop.answered(wanting(SEND, LOOK, DROP)));
    assertEquals(List.of(LOOK), free.calls());
    assertEquals(
        List.of(
            new PendingApproval("send", "4", SEND.arguments(), "", 0, "", "outcome_unknown"),
            new PendingApproval("drop", "2", DROP.arguments(), "recover", 5_000, "reject", "")),
        asked(loop.toolsAnswered(List.of(done(LOOK)), List.of())));
  }

  @Test
  void peopleAreAskedAboutACallWhoseAnswerWasLost() {
    AgentLoop loop = new AgentLoop(task(10), Beginning.ANEW);
    loop.start();
    loop.answered(wanting(LOOK, SEND));
    List<PendingApproval> asked = asked(loop.toolsAnswered(List.of(done(LOOK)), List.of(SEND)));
    assertEquals(List.of("outcome_unknown"), asked.stream().map(PendingApproval::cause).toList());
    assertEquals(List.of("system", "user", "assistant", "tool"), roles(loop.transcript()));
  }

  @Test
  void callThatSomebodyWantsAgainIsMadeAgain() {
    List<Message> said = said(wanting(LOOK, SEND), done(LOOK));
    AgentLoop loop = new AgentLoop(task(10), decided(said, approved(SEND)));
    assertEquals(List.of(SEND), assertInstanceOf(CallTools.class, loop.start()).calls());
  }

  @Test
  void callThatMayHaveBeenMadeSinceItWasApprovedIsAskedAboutAgain() {
    Resume lost = new Resume(0, List.of(), Metrics.NONE, List.of(Intent.of(2, 1, 0, SEND)));
    Beginning again = new Beginning(said(wanting(SEND)), List.of(approved(SEND)), lost, Map.of());
    assertEquals(
        List.of("send"),
        asked(new AgentLoop(task(10), again).start()).stream()
            .map(PendingApproval::toolName)
            .toList());
  }

  @Test
  void legThatWasLostBehindTheQuestionGoesOnFromItsLastTurn() {
    Resume lost = new Resume(1, List.of(done(DROP)), Metrics.lasting(7), List.of());
    Beginning again = new Beginning(said(wanting(DROP)), List.of(approved(DROP)), lost, Map.of());
    AgentLoop loop = new AgentLoop(task(10), again);
    CallModel next = assertInstanceOf(CallModel.class, loop.start());
    assertEquals(List.of("system", "user", "assistant", "tool"), roles(next.messages()));
    assertEquals(2, loop.turn());
    assertEquals(7, loop.metrics().durationMs());
  }

  @Test
  void modelIsToldWhichServersMayHaveForgotten() {
    List<Message> said = said(wanting(LOOK, DROP), done(LOOK));
    Map<String, String> renewed = Map.of("look", "eyes", "drop", "hands");
    Beginning later = new Beginning(said, List.of(approved(DROP)), Resume.NOTHING, renewed);
    AgentLoop loop = new AgentLoop(task(10), later);
    loop.start();
    loop.toolsAnswered(List.of(done(DROP)), List.of());
    CallModel next = assertInstanceOf(CallModel.class, loop.checkpointed(true));
    String told = next.messages().getLast().content();
    assertTrue(told.contains("eyes") && !told.contains("hands"), told);
  }

  private static Beginning decided(List<Message> said, ApprovedCall... approved) {
    return new Beginning(said, List.of(approved), Resume.NOTHING, Map.of());
  }

  private static ApprovedCall approved(ToolCall call) {
    return new ApprovedCall(call.id(), call.name(), Intent.hash(call.arguments()));
  }

  private static List<Message> said(GatewayAnswer answer, Message... results) {
    List<Message> said = new ArrayList<>(List.of(answer.message()));
    said.addAll(List.of(results));
    return said;
  }

  private static Message done(ToolCall call) {
    return Message.toolResult(call.id(), "done", false);
  }

  private static Message rejected(ToolCall call) {
    return Message.toolResult(call.id(), "rejected", true);
  }

  private static List<PendingApproval> asked(Action action) {
    Finish end = assertInstanceOf(Finish.class, action);
    return assertInstanceOf(Result.Asks.class, end.result()).calls();
  }

  private static Result.Failed failure(Action action) {
    Finish end = assertInstanceOf(Finish.class, action);
    return assertInstanceOf(Result.Failed.class, end.result());
  }

  private static Task task(int maxTurns) {
    List<ToolSpec> tools =
        List.of(
            new ToolSpec("look", "looks", null),
            new ToolSpec("drop", "drops", null),
            new ToolSpec("wipe", "wipes", null),
            new ToolSpec("send", "sends", null));
    Map<String, ApprovalRule> gated =
        Map.of(
            "drop", new ApprovalRule("drop", "recover", 5_000L, "reject"),
            "wipe", new ApprovalRule("wipe", null, null, null));
    Set<String> effectful = Set.of("drop", "wipe", "send");
    Map<String, ApprovalRule> asked = Map.of("send", new ApprovalRule("send", null, null, null));
    return new Task("be good", "do it", "", 0, maxTurns, null, tools, effectful, gated, asked);
  }

  private static GatewayAnswer wanting(ToolCall... calls) {
    return new GatewayAnswer(
        "",
        "fake/model",
        10,
        5,
        new Usd(100),
        List.of(calls),
        null,
        null,
        List.of(),
        null,
        Usd.ZERO);
  }

  private static List<String> roles(List<Message> messages) {
    return messages.stream().map(Message::role).toList();
  }
}
