package dev.ktsu.gateway.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.ToolCall;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationTest {
  private static final Message TWO_CALLS =
      new Message(
          Message.ASSISTANT,
          "",
          List.of(new ToolCall("a", "x", Json.object()), new ToolCall("b", "y", Json.object())),
          null,
          false,
          List.of(),
          null);

  @Test
  void anOpenCallIsAnsweredWithAnErrorBeforeTheNextTurn() {
    List<Message> whole =
        Conversation.of(
            List.of(TWO_CALLS, Message.toolResult("a", "done", false), Message.user("next")));

    assertEquals(
        List.of("assistant", "tool a", "tool b error", "user"),
        whole.stream().map(ConversationTest::sketch).toList());
  }

  @Test
  void openCallsAtTheEndAreAnsweredToo() {
    List<Message> whole = Conversation.of(List.of(Message.user("go"), TWO_CALLS));

    assertEquals(
        List.of("user", "assistant", "tool a error", "tool b error"),
        whole.stream().map(ConversationTest::sketch).toList());
  }

  @Test
  void aConversationWithoutToolsIsTakenAsItIs() {
    List<Message> messages = List.of(Message.system("s"), Message.user("u"));

    assertSame(messages, Conversation.of(messages));
  }

  private static String sketch(Message message) {
    String id = message.toolCallId() == null ? "" : " " + message.toolCallId();
    return message.role() + id + (message.isError() ? " error" : "");
  }
}
