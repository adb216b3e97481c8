package dev.ktsu.contracts.wire;

import java.util.List;
import java.util.Objects;

/**
 * Where a leg goes on that another one has begun.
 *
 * @param turn turns that are done
 * @param messages everything said after the system prompt and the first user message, or after
 *     {@link InvokeRequest#messages()} of a leg that goes on after decisions
 * @param metrics usage of those turns: part of the totals that the leg reports, and not paid again
 * @param intents effectful calls that were announced in turns of which no checkpoint is kept: it is
 *     unknown whether they were made
 */
public record Resume(int turn, List<Message> messages, Metrics metrics, List<Intent> intents) {
  /** For a leg that nobody has begun. */
  public static final Resume NOTHING = new Resume(0, List.of(), Metrics.NONE, List.of());

  public Resume {
    messages = messages == null ? List.of() : List.copyOf(messages);
    metrics = Objects.requireNonNullElse(metrics, Metrics.NONE);
    intents = intents == null ? List.of() : List.copyOf(intents);
  }

  /** Only the turn: conversations stay out of logs. */
  @Override
  public String toString() {
    return "Resume[turn " + turn + "]";
  }
}
