package dev.ktsu.orchestrator.store.postgres;

import dev.ktsu.orchestrator.run.RunStore.Append;
import dev.ktsu.orchestrator.run.RunStore.Entry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** An append that waits for its fate, and who waits for it. */
final class Order {
  private final FlushStatement.Numbered numbered;
  private final long bytes;
  private final long until;
  private final Context caller;
  private final Promise<Void> answer = Promise.promise();
  private @Nullable Throwable failure;

  /**
   * @param number its own, among all appends of all instances
   * @param until when it is given up, milliseconds
   * @param caller where it is answered
   */
  Order(long number, Append append, long until, Context caller) {
    this.numbered = new FlushStatement.Numbered(number, append);
    this.bytes = append.entries().stream().mapToLong(Order::bytes).sum();
    this.until = until;
    this.caller = caller;
  }

  FlushStatement.Numbered numbered() {
    return numbered;
  }

  Append append() {
    return numbered.append();
  }

  /** What it adds to a statement, about. */
  long bytes() {
    return bytes;
  }

  boolean isOverdue(long now) {
    return now >= until;
  }

  Context caller() {
    return caller;
  }

  Future<Void> answer() {
    return answer.future();
  }

  /** What {@link #tell} will say; null for success. */
  void decide(@Nullable Throwable failure) {
    this.failure = failure;
  }

  /** Answers; to be called on the caller's context. */
  void tell() {
    if (failure == null) {
      answer.complete();
    } else {
      answer.fail(failure);
    }
  }

  private static long bytes(Entry entry) {
    byte[] payload = entry.payload();
    return entry.meta().length + (payload == null ? 0 : payload.length);
  }
}
