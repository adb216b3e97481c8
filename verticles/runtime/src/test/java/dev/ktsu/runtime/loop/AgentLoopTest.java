package dev.ktsu.runtime.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.wire.GatewayAnswer;
import dev.ktsu.contracts.wire.GatewayRequest.ToolSpec;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.ToolCall;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.runtime.loop.Action.CallModel;
import dev.ktsu.runtime.loop.Action.Finish;
import dev.ktsu.testkit.Case;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentLoopTest {
  private static final String GOOD = "{\"a\":1}";
  private static final String CALL = Play.CALL;
  private static final ToolSpec LOOK = new ToolSpec("look", "looks", null);
  private static final JsonNode NEEDS_A =
      Json.parse("{\"properties\":{\"a\":{\"type\":\"integer\"}},\"required\":[\"a\"]}");
  private static final JsonNode DECLARES_CONFIDENCE =
      Json.parse("{\"properties\":{\"ktsu_confidence\":{\"type\":\"number\"}}}");

  @Test
  void answerEndsTheLoop() {
    Play play = new Play(task(10), GOOD);
    assertEquals(GOOD, play.output());
    assertEquals(List.of("system", "user"), roles(play.asked.getFirst()));
  }

  @Test
  void transcriptHoldsTheAnswer() {
    Play play = new Play(task(10), CALL, GOOD);
    assertEquals(
        List.of("system", "user", "assistant", "tool", "assistant"), roles(play.loop.transcript()));
  }

  @Test
  @Case("G11-03")
  void schemaIsTold() {
    Play with = new Play(with(task(10), NEEDS_A), GOOD);
    assertTrue(with.asked.getFirst().getFirst().content().contains("JSON schema"));
    assertTrue(with.asked.getFirst().getFirst().content().contains(Json.text(NEEDS_A)));
  }

  @Test
  @Case("G11-03")
  void withoutASchemaTheSystemMessageIsTheAgentsOwn() {
    Play without = new Play(task(10), GOOD);
    assertEquals("be good", without.asked.getFirst().getFirst().content());
  }

  @Test
  @Case("G11-07")
  void onlyTurnHasNoTools() {
    Play play = new Play(task(1), GOOD);
    assertEquals(List.of(0), play.toolsOffered);
    assertTrue(play.lastWord(0).contains("maximum number of tool calls"));
  }

  @Test
  @Case("G11-08")
  void toolCallsWithoutEndUseUpTheTurns() {
    Play play = new Play(task(3), CALL, CALL, CALL);
    assertEquals("max_turns_exceeded", play.failure().error());
    assertEquals(Code.MAX_TURNS_EXCEEDED, play.failure().code());
    assertNull(play.failure().rawOutput());
    assertEquals(List.of(1, 1, 0), play.toolsOffered);
  }

  @Test
  @Case("G11-06")
  void permittedToolRunsOnTheLastTurnToo() {
    Play play = new Play(task(1), CALL);
    assertEquals(1, play.loop.metrics().toolCalls());
  }

  @Test
  @Case("G11-06")
  void unknownToolFailsTheStep() {
    AgentLoop loop = new AgentLoop(task(10), Beginning.ANEW);
    loop.start();
    Action action = loop.answered(Play.calling("look", "rm"));
    Result.Failed failed =
        assertInstanceOf(Result.Failed.class, assertInstanceOf(Finish.class, action).result());
    assertEquals("tool_not_permitted: rm", failed.error());
    assertEquals(Code.TOOL_NOT_PERMITTED, failed.code());
  }

  @Test
  @Case("G11-09")
  void proseIsCorrected() {
    Play play = new Play(task(10), "well", GOOD);
    assertEquals(GOOD, play.output());
    assertTrue(play.lastWord(1).contains("not valid JSON"));
  }

  @Test
  @Case("G11-10")
  void proseToTheEndGetsOneCallMoreAndIsKept() {
    Play play = new Play(task(3), "one", "two", "three", "four");
    assertEquals("max_turns_exceeded", play.failure().error());
    assertEquals("four", play.failure().rawOutput());
    assertEquals(0, play.toolsOffered.getLast());
  }

  @Test
  @Case("G11-11")
  void badJsonAtTheLastTurnIsMendedBeyondIt() {
    Play play = new Play(task(2), CALL, "{bad", GOOD);
    assertEquals(GOOD, play.output());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "```json\n{\"a\":1}\n```",
        "```\n{\"a\":1}\n```",
        "  ```JSON\n{\"a\":1}```  ",
        "\n{\"a\":1}\n"
      })
  @Case("G11-12")
  void fenceAroundTheAnswerIsTakenOff(String text) {
    assertEquals(GOOD, new Play(task(10), text).output());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Here:\n```json\n{\"a\":1}\n```",
        "[1]",
        "1",
        "\"text\"",
        "true",
        "",
        "{\"a\":1} {\"a\":2}"
      })
  @Case("G11-12")
  @Case("G11-13")
  void anythingButOneObjectIsCorrected(String text) {
    Play play = new Play(task(10), text, GOOD);
    assertTrue(play.lastWord(1).contains("not valid JSON"));
  }

  @Test
  void nullIsAnAnswerWithoutOutput() {
    Play play = new Play(task(10), "null");
    assertNull(assertInstanceOf(Result.Answered.class, play.result).output());
  }

  @Test
  void violationsAreToldOnceWithTheirPlaces() {
    Play play = new Play(with(task(10), NEEDS_A), "{\"a\":\"x\"}", "{\"a\":\"y\"}");
    assertTrue(play.lastWord(1).contains("/a: "), play.lastWord(1));
    assertEquals("{\"a\":\"y\"}", play.output());
  }

  @Test
  void noTurnIsLeftForARepairAfterTheLast() {
    assertEquals("{}", new Play(with(task(1), NEEDS_A), "{}").output());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"ktsu_injection_attempt\":true}",
        "{\"ktsu_needs_human\":true}",
        "{\"ktsu_skip_reason\":\"nothing to do\"}"
      })
  void signalsAreNotRepairedAway(String draft) {
    assertEquals(draft, new Play(with(task(10), NEEDS_A), draft).output());
  }

  @Test
  @Case("G11-16")
  void reservedFieldsPassUntouched() {
    String output = "{\"a\":1,\"ktsu_confidence\":0.2,\"ktsu_zzz\":[1]}";
    assertEquals(output, new Play(with(task(10), NEEDS_A), output).output());
  }

  @Test
  void reservedFieldsAreNoViolationWhereNoFurtherFieldsAreAllowed() {
    JsonNode closed =
        Json.parse(
            "{\"properties\":{\"a\":{},\"ktsu_confidence\":{}},\"additionalProperties\":false}");
    Play play = new Play(with(task(10), closed), "{\"a\":1,\"ktsu_confidence\":0.9}");
    assertEquals(1, play.asked.size());
  }

  @Test
  @Case("G11-17")
  void reflectionReplacesTheDraft() {
    Play play = new Play(reflecting(null, 0), GOOD, "{\"a\":2}");
    assertEquals("{\"a\":2}", play.output());
    List<Message> reflection = play.asked.get(1);
    assertEquals(List.of("system", "user", "user"), roles(reflection));
    assertEquals("think again", reflection.get(0).content());
    assertEquals("do it", reflection.get(1).content());
    assertEquals(GOOD, reflection.get(2).content());
    assertEquals(1, play.loop.metrics().reflectCalls());
    assertEquals(2, play.loop.metrics().llmCalls());
  }

  @ParameterizedTest
  @CsvSource({"0.95,1", "0.8,1", "0.5,2", "'\"high\"',2", "null,2"})
  @Case("G11-18")
  void confidenceDecidesWhetherToReflect(String confidence, int calls) {
    String draft = "{\"ktsu_confidence\":" + confidence + "}";
    String[] texts = calls == 1 ? new String[] {draft} : new String[] {draft, GOOD};
    Play play = new Play(reflecting(DECLARES_CONFIDENCE, 0.8), texts);
    assertEquals(calls, play.loop.metrics().llmCalls());
  }

  @Test
  @Case("G11-17")
  void undeclaredConfidenceSavesNoReflection() {
    Play play = new Play(reflecting(null, 0.8), "{\"ktsu_confidence\":1}", GOOD);
    assertEquals(GOOD, play.output());
  }

  @Test
  @Case("G11-19")
  void brokenReflectionIsCorrectedOnce() {
    Play play = new Play(reflecting(null, 0), GOOD, "hm", "{\"a\":3}");
    assertEquals("{\"a\":3}", play.output());
    assertEquals(2, play.loop.metrics().reflectCalls());
  }

  @Test
  @Case("G11-19")
  void reflectionBrokenTwiceFails() {
    Play play = new Play(reflecting(null, 0), GOOD, "hm", "hmm");
    assertEquals("reflect_output_invalid", play.failure().error());
    assertEquals("hmm", play.failure().rawOutput());
  }

  @ParameterizedTest
  @CsvSource({
    "ktsu_injection_attempt,true,injection attempt detected",
    "ktsu_untrusted_content,true,untrusted content detected",
    "ktsu_low_quality,true,low quality output",
    "ktsu_needs_human,true,needs_human_review",
    "ktsu_low_quality,'\"yes\"',low quality output"
  })
  @Case("G11-20")
  void fatalFieldOfTheDraftFailsBeforeReflection(String field, String value, String error) {
    String draft = "{\"" + field + "\":" + value + "}";
    Play play = new Play(reflecting(null, 0), draft);
    assertEquals(error, play.failure().error());
  }

  @Test
  void deniedFatalFieldReflectsAsUsual() {
    Play play = new Play(reflecting(null, 0), "{\"ktsu_low_quality\":false}", GOOD);
    assertEquals(GOOD, play.output());
  }

  @Test
  void answerBeyondTheLastTurnIsNotReflectedOn() {
    Task oneTurn =
        new Task(
            "be good", "do it", "think again", 0, 1, null, List.of(), Set.of(), Map.of(), Map.of());
    Play play = new Play(oneTurn, "x", GOOD);
    assertEquals(0, play.loop.metrics().reflectCalls());
  }

  @Test
  @Case("G11-21")
  void usageIsSummedAndTheFirstModelNamed() {
    AgentLoop loop = new AgentLoop(task(10), Beginning.ANEW);
    loop.start();
    loop.answered(Play.answer("x"));
    loop.answered(
        new GatewayAnswer(
            GOOD,
            "other/model",
            1,
            2,
            new Usd(5),
            List.of(),
            null,
            null,
            List.of(),
            null,
            Usd.ZERO));
    assertEquals("fake/model", loop.metrics().modelResolved());
    assertEquals(11, loop.metrics().tokensIn());
    assertEquals(7, loop.metrics().tokensOut());
    assertEquals(2, loop.metrics().llmCalls());
    assertFalse(loop.metrics().reflected());
  }

  @Test
  void thinkingOfTheProviderStaysInTheConversation() {
    AgentLoop loop = new AgentLoop(task(10), Beginning.ANEW);
    loop.start();
    JsonNode thought = Json.parse("{\"type\":\"thinking\",\"signature\":\"s\"}");
    loop.answered(
        new GatewayAnswer(
            "",
            "fake/model",
            1,
            1,
            Usd.ZERO,
            List.of(new ToolCall("c1", "look", null)),
            "tool_use",
            1,
            List.of(thought),
            "anthropic",
            Usd.ZERO));
    loop.toolsAnswered(List.of(Message.toolResult("c1", "seen", false)), List.of());
    CallModel next = assertInstanceOf(CallModel.class, loop.checkpointed(false));
    Message assistant = next.messages().get(2);
    assertEquals(List.of(thought), assistant.thinking());
    assertEquals("anthropic", assistant.provider());
  }

  private static Task task(int maxTurns) {
    return new Task(
        "be good", "do it", "", 0, maxTurns, null, List.of(LOOK), Set.of(), Map.of(), Map.of());
  }

  private static Task with(Task task, JsonNode schema) {
    return new Task(
        task.system(),
        task.userMessage(),
        task.reflect(),
        0,
        task.maxTurns(),
        schema,
        task.tools(),
        task.effectful(),
        task.gated(),
        task.asked());
  }

  private static Task reflecting(@Nullable JsonNode schema, double threshold) {
    return new Task(
        "be good",
        "do it",
        "think again",
        threshold,
        10,
        schema,
        List.of(),
        Set.of(),
        Map.of(),
        Map.of());
  }

  private static List<String> roles(List<Message> messages) {
    return messages.stream().map(Message::role).toList();
  }
}
