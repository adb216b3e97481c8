package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.wire.Metrics;
import java.util.ArrayList;
import java.util.List;

/**
 * The conversation of a leg as far as its runtime has told it: another runtime can go on from here.
 *
 * @param turn the last turn that is kept, 0 for none
 * @param metrics usage of these turns
 * @param parts where their messages are, oldest first
 * @param intents effectful calls that were announced in later turns; whether they were made is not
 *     known
 */
public record Talk(int turn, Metrics metrics, List<Part> parts, List<Intended> intents) {
  public static final Talk NONE = new Talk(0, Metrics.NONE, List.of(), List.of());

  /** The messages up to {@code turn}; {@code payload} is the sequence number of their event. */
  public record Part(int turn, long payload) {}

  /** A call that was about to be made. */
  public record Intended(int turn, int call, String tool, String argumentsHash) {}

  public Talk {
    parts = List.copyOf(parts);
    intents = List.copyOf(intents);
  }

  public boolean isEmpty() {
    return turn == 0 && intents.isEmpty();
  }

  /**
   * With a further part.
   *
   * @param after the turn that it goes on from: what was kept of later ones is replaced
   */
  Talk with(Part part, int after, Metrics totals) {
    List<Part> kept = new ArrayList<>(parts);
    kept.removeIf(one -> one.turn() > after);
    kept.add(part);
    List<Intended> open =
        intents.stream().filter(intended -> intended.turn() > part.turn()).toList();
    return new Talk(part.turn(), totals, kept, open);
  }

  /** The same for a leg that goes on when the usage so far is booked. */
  Talk accounted() {
    return new Talk(turn, Metrics.NONE, parts, intents);
  }

  /** Announcing a call twice is announcing it once. */
  Talk with(Intended intended) {
    if (intents.contains(intended)) {
      return this;
    }
    List<Intended> more = new ArrayList<>(intents);
    more.add(intended);
    return new Talk(turn, metrics, parts, more);
  }
}
