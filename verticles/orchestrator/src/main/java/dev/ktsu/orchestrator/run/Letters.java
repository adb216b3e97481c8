package dev.ktsu.orchestrator.run;

import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.kernel.Decision;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A batch of letters to a run, worked on in rounds: each takes some from those that wait. */
final class Letters {
  private final Deque<Letter> waiting;
  private final List<Letter> taken = new ArrayList<>();

  /**
   * @param command null for a look at what others have committed
   */
  record Letter(@Nullable Command command, Promise<Void> answer) {
    Command order() {
      return Objects.requireNonNull(command);
    }
  }

  /** A decision on one letter, and what its sender gets once it is durable. */
  record Decided(Letter letter, Decision decision) {
    void answer() {
      if (decision.refusal() == null) {
        letter.answer().tryComplete();
      } else {
        letter.answer().tryFail(decision.refusal());
      }
    }
  }

  Letters(List<Letter> batch) {
    waiting = new ArrayDeque<>(batch);
  }

  /** A round as long as letters wait. */
  Iterable<Letters> rounds() {
    return () ->
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return !waiting.isEmpty();
          }

          @Override
          public Letters next() {
            taken.clear();
            return Letters.this;
          }
        };
  }

  /** The next that waits, null for none. */
  @Nullable Letter peek() {
    return waiting.peek();
  }

  Letter take() {
    Letter letter = waiting.remove();
    taken.add(letter);
    return letter;
  }

  /** The last that this round has taken is for the next. */
  void putBackLast() {
    waiting.addFirst(taken.removeLast());
  }

  /** What this round has taken is for the next. */
  void putBack() {
    for (int i = taken.size() - 1; i >= 0; i--) {
      waiting.addFirst(taken.get(i));
    }
    taken.clear();
  }

  /** Fails what this round has taken. */
  void refuse(Throwable failure) {
    taken.forEach(letter -> letter.answer().tryFail(failure));
  }
}
