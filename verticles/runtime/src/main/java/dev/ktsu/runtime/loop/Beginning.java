package dev.ktsu.runtime.loop;

import dev.ktsu.contracts.wire.ApprovedCall;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.Resume;
import dev.ktsu.contracts.wire.TextTurns;
import dev.ktsu.contracts.wire.ToolCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Where a loop begins: anew, where another loop has asked people about tool calls, where another
 * one was lost, or where one was lost that had begun behind such a question.
 *
 * @param asked what was said after the first user message up to the calls that people were asked
 *     about, with the answers to those that were rejected; empty when nobody was asked
 * @param approved the calls that were approved
 * @param resume what was said since by a loop that was lost, or {@link Resume#NOTHING}
 * @param renewed tools of servers that may have forgotten what was done with them before, with the
 *     names of the servers
 */
public record Beginning(
    List<Message> asked, List<ApprovedCall> approved, Resume resume, Map<String, String> renewed) {
  public static final Beginning ANEW = at(Resume.NOTHING);

  public Beginning {
    asked = List.copyOf(asked);
    approved = List.copyOf(approved);
    renewed = Map.copyOf(renewed);
  }

  /** Where a lost loop was. */
  public static Beginning at(Resume resume) {
    return new Beginning(List.of(), List.of(), resume, Map.of());
  }

  /**
   * Where the leg of this request begins.
   *
   * @param renewed as in the record; of interest only behind a question
   */
  public static Beginning of(InvokeRequest request, Map<String, String> renewed) {
    return request.isResume()
        ? new Beginning(
            afterPrompts(TextTurns.typed(request.messages())),
            request.approved(),
            request.start(),
            renewed)
        : at(request.start());
  }

  /** Prompts are those of the agent, whatever was kept of them. */
  private static List<Message> afterPrompts(List<Message> said) {
    int from = 0;
    while (from < said.size() && said.get(from).role().equals(Message.SYSTEM)) {
      from++;
    }
    boolean hasPrompt = from < said.size() && said.get(from).role().equals(Message.USER);
    return said.subList(hasPrompt ? from + 1 : from, said.size());
  }

  /** Everything said after the first user message. */
  List<Message> said() {
    List<Message> said = new ArrayList<>(asked);
    said.addAll(resume.messages());
    return said;
  }

  /** Turns that are done, or under way where calls of them are to be made yet. */
  int turn() {
    long before =
        asked.stream().filter(message -> message.role().equals(Message.ASSISTANT)).count();
    return Math.max(resume.turn(), (int) before);
  }

  /** Whether the calls that people were asked about are to be made yet. */
  boolean isAtQuestion() {
    return !asked.isEmpty() && resume.turn() == 0;
  }

  /** The calls of the turn in which people were asked. */
  List<ToolCall> lastCalls() {
    int last = lastCalling();
    return last < 0 ? List.of() : asked.get(last).toolCalls();
  }

  /** Those of {@link #lastCalls} that have no answer. */
  List<ToolCall> openCalls() {
    int last = lastCalling();
    Set<String> answered = new HashSet<>();
    asked.subList(last + 1, asked.size()).stream()
        .filter(message -> message.role().equals(Message.TOOL))
        .forEach(message -> answered.add(message.toolCallId()));
    return lastCalls().stream().filter(call -> !answered.contains(call.id())).toList();
  }

  /** Servers of tools that were called, and that may have forgotten it. */
  List<String> forgetful() {
    List<ToolCall> made = new ArrayList<>();
    asked.forEach(message -> made.addAll(message.toolCalls()));
    made.removeAll(openCalls());
    return made.stream()
        .map(call -> renewed.get(call.name()))
        .filter(Objects::nonNull)
        .distinct()
        .sorted()
        .toList();
  }

  private int lastCalling() {
    int last = asked.size() - 1;
    while (last >= 0 && asked.get(last).toolCalls().isEmpty()) {
      last--;
    }
    return last;
  }
}
