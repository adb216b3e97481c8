package dev.ktsu.contracts.wire;

import java.util.List;
import java.util.Objects;

/**
 * What a runtime posts to {@link InvokeRequest#checkpointUrl} after a turn that called tools,
 * before it asks the model again. 200 acknowledges it, with a {@link CheckpointAnswer}; 403, 404
 * and 409 say that the leg is closed.
 *
 * @param turn number of the turn that has ended, from 1
 * @param after the turn of the last acknowledged checkpoint or of the resume, 0 for none: {@code
 *     messages} go on from there and replace whatever is kept of later turns, so that a checkpoint
 *     whose acknowledgement was lost does no harm
 * @param messages said since then: answers of the model with their tool calls, tool results, and
 *     what the loop said in between
 * @param metrics totals of the leg so far, those it was resumed with included
 */
public record Checkpoint(int leg, int turn, int after, List<Message> messages, Metrics metrics) {
  public Checkpoint {
    messages = messages == null ? List.of() : List.copyOf(messages);
    metrics = Objects.requireNonNullElse(metrics, Metrics.NONE);
  }

  /** Only what names the turn: conversations stay out of logs. */
  @Override
  public String toString() {
    return "Checkpoint[leg " + leg + " turn " + turn + "]";
  }
}
