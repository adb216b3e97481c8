package dev.ktsu.http.client;

import dev.ktsu.contracts.problems.Transient;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * How many calls may be under way or waiting; one more is refused before anything is sent. Any
 * thread.
 */
public final class Admission {
  private final int callsMax;
  private final Supplier<Transient> refusal;
  private final AtomicInteger calls = new AtomicInteger();

  /**
   * @param callsMax the limit
   * @param refusal what a refused caller gets
   */
  public Admission(int callsMax, Supplier<Transient> refusal) {
    this.callsMax = callsMax;
    this.refusal = refusal;
  }

  /** Makes the call, or fails at once with the refusal. */
  public <T> Future<T> admit(Supplier<Future<T>> call) {
    if (calls.incrementAndGet() > callsMax) {
      calls.decrementAndGet();
      return Future.failedFuture(refusal.get());
    }
    try {
      return call.get().onComplete(ended -> calls.decrementAndGet());
    } catch (RuntimeException failure) {
      calls.decrementAndGet();
      return Future.failedFuture(failure);
    }
  }

  /** Calls under way or waiting. */
  public int calls() {
    return calls.get();
  }
}
