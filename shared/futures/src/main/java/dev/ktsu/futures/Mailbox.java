package dev.ktsu.futures;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Letters that are worked on one batch at a time, in order. While a batch is under way the next
 * letters wait and then form the next batch. Belongs to one event loop.
 */
public final class Mailbox<L> {
  private final int waitingMax;
  private final Supplier<? extends RuntimeException> full;
  private final Function<List<L>, Future<Void>> work;
  private final ArrayDeque<L> waiting = new ArrayDeque<>();
  private boolean working;

  /**
   * @param waitingMax letters that may wait
   * @param full what a sender gets when they do
   * @param work one batch; its failure is the business of {@code work}, the next batch follows
   *     anyway
   */
  public Mailbox(
      int waitingMax,
      Supplier<? extends RuntimeException> full,
      Function<List<L>, Future<Void>> work) {
    this.waitingMax = waitingMax;
    this.full = full;
    this.work = work;
  }

  /**
   * Adds a letter; it is worked on at once when nothing is under way.
   *
   * @throws RuntimeException what {@code full} gives when too many wait
   */
  public void send(L letter) {
    if (waiting.size() >= waitingMax) {
      throw full.get();
    }
    waiting.add(letter);
    if (!working) {
      drain();
    }
  }

  public boolean isIdle() {
    return !working && waiting.isEmpty();
  }

  /** Letters that wait for the batch under way. */
  public int size() {
    return waiting.size();
  }

  private void drain() {
    working = true;
    while (!waiting.isEmpty()) {
      List<L> batch = new ArrayList<>(waiting);
      waiting.clear();
      Future<Void> done = Futures.attempt(work, batch);
      if (!done.isComplete()) {
        done.onComplete(ended -> drain());
        return;
      }
    }
    working = false;
  }
}
