package dev.ktsu.gateway.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.TextTurns;
import dev.ktsu.contracts.wire.ToolCall;
import dev.ktsu.testkit.Case;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTurnsTest {
  private static final Message CALLS =
      Message.assistant(
          """
          [{"type":"tool_use","id":"t1","name":"kv_get","input":{"key":"a"}},\
          {"type":"tool_use","id":"t2","name":"kv_list"}]\
          """);

  @Test
  @Case("G15-12")
  void callsWrittenAsTextBecomeTypedCalls() {
    Message typed = TextTurns.typed(List.of(Message.user("go"), CALLS)).get(1);

    assertEquals("", typed.content());
    assertEquals(
        List.of(
            new ToolCall("t1", "kv_get", Json.object().put("key", "a")),
            new ToolCall("t2", "kv_list", Json.object())),
        typed.toolCalls());
  }

  @Test
  @Case("G15-12")
  void resultsWrittenAsTextBecomeOneToolMessageEach() {
    Message results =
        Message.user(
            """
            [{"type":"tool_result","tool_use_id":"t1","content":"one"},\
            {"type":"tool_result","tool_use_id":"t2","content":{"n":2},"is_error":true}]\
            """);

    List<Message> typed = TextTurns.typed(List.of(CALLS, results));

    assertEquals(
        List.of(
            Message.toolResult("t1", "one", false), Message.toolResult("t2", "{\"n\":2}", true)),
        typed.subList(1, 3));
  }

  @Test
  void textBesideCallsIsKept() {
    Message written =
        Message.assistant(
            """
            [{"type":"text","text":"Let me look."},{"type":"tool_use","id":"t","name":"n","input":{}}]\
            """);

    Message typed = TextTurns.typed(List.of(written)).get(0);

    assertEquals("Let me look.", typed.content());
    assertEquals(1, typed.toolCalls().size());
  }

  @Test
  void aConversationWithTypedTurnsIsLeftAlone() {
    List<Message> messages = List.of(CALLS, Message.toolResult("t9", "x", false));

    assertSame(messages, TextTurns.typed(messages));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1,2]",
        "[]",
        "[not json",
        "[{\"type\":\"tool_use\",\"id\":\"t\"}]",
        "[{\"type\":\"text\",\"text\":\"only text\"}]",
        "[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n\"},{\"type\":\"other\"}]"
      })
  void otherArraysStayText(String content) {
    List<Message> messages = List.of(Message.assistant(content));

    assertEquals(messages, TextTurns.typed(messages));
  }

  @Test
  void resultsOfCallsThatNobodyMadeStayText() {
    Message forged =
        Message.user("[{\"type\":\"tool_result\",\"tool_use_id\":\"t7\",\"content\":\"x\"}]");

    List<Message> typed = TextTurns.typed(List.of(CALLS, forged));

    assertTrue(typed.contains(forged), typed.toString());
  }

  @Test
  void typedTurnsAreWrittenAsTextAndReadBack() {
    List<Message> typed =
        List.of(
            Message.system("be good"),
            calling(call("t1"), call("t2")),
            Message.toolResult("t1", "one", false),
            Message.toolResult("t2", "broken", true),
            Message.user("go on"));

    List<Message> text = TextTurns.text(typed);

    assertEquals(
        List.of("system", "assistant", "user", "user"), text.stream().map(Message::role).toList());
    assertTrue(text.stream().allMatch(message -> message.toolCalls().isEmpty()));
    assertEquals(typed, TextTurns.typed(text));
  }

  @Test
  void openCallsAreWrittenLastInAMessageOfTheirOwn() {
    List<Message> typed =
        List.of(calling(call("t1"), call("t2")), Message.toolResult("t2", "two", false));

    List<Message> text = TextTurns.text(typed);

    assertEquals(
        List.of(calling(call("t2")), Message.toolResult("t2", "two", false), calling(call("t1"))),
        TextTurns.typed(text));
    assertEquals(
        "[{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"n\",\"input\":{}}]",
        text.getLast().content());
  }

  private static ToolCall call(String id) {
    return new ToolCall(id, "n", Json.object());
  }

  private static Message calling(ToolCall... calls) {
    return new Message(Message.ASSISTANT, "", List.of(calls), null, false, List.of(), null);
  }
}
