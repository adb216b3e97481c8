package dev.ktsu.gateway.provider;

import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.TextTurns;
import dev.ktsu.contracts.wire.ToolCall;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A conversation as every provider can take it. Pure. */
public final class Conversation {
  private static final String UNANSWERED = "The tool was not called.";

  private Conversation() {}

  /** Typed tool turns, each call answered: a provider refuses a history with an open call. */
  public static List<Message> of(List<Message> messages) {
    List<Message> typed = TextTurns.typed(messages);
    return typed.stream().allMatch(message -> message.toolCalls().isEmpty())
        ? typed
        : answered(typed);
  }

  private static List<Message> answered(List<Message> messages) {
    List<Message> whole = new ArrayList<>(messages.size() + 1);
    Set<String> open = new LinkedHashSet<>();
    for (Message message : messages) {
      if (message.role().equals(Message.TOOL)) {
        open.remove(message.toolCallId());
      } else {
        close(open, whole);
        message.toolCalls().stream().map(ToolCall::id).forEach(open::add);
      }
      whole.add(message);
    }
    close(open, whole);
    return whole;
  }

  private static void close(Set<String> open, List<Message> whole) {
    open.forEach(id -> whole.add(Message.toolResult(id, UNANSWERED, true)));
    open.clear();
  }
}
