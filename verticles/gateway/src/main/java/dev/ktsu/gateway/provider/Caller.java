package dev.ktsu.gateway.provider;

import dev.ktsu.futures.Cancellation;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.Deadline;
import dev.ktsu.futures.Timers;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * Who waits for the answer of one request: until when, and whether it is still there. Belongs to
 * the event loop of the request.
 */
public final class Caller {
  private final Clock clock;
  private final Deadline deadline;
  private final Cancellation cancellation = new Cancellation();
  private int attempts;

  /**
   * @param waitsMillis how long it waits, retries included
   */
  public Caller(Clock clock, long waitsMillis) {
    this.clock = clock;
    this.deadline = Deadline.in(clock, waitsMillis);
  }

  /** Milliseconds left, never negative; 0 once it is gone. */
  public long millisLeft() {
    return isGone() ? 0 : deadline.left(clock);
  }

  public boolean isGone() {
    return cancellation.isCancelled();
  }

  /** It went away: the call under way is cut, so that nothing is paid for nobody. */
  public void leave() {
    cancellation.cancel();
  }

  /** What is cut when it leaves. */
  Cancellation cancellation() {
    return cancellation;
  }

  /** The outcome of {@code work}, or a failure as soon as nobody waits for it any more. */
  public <T> Future<T> untilGone(Future<T> work) {
    Promise<T> first = Promise.promise();
    Timers.Cancellable registration =
        cancellation.onCancel(() -> first.tryFail(ProviderErrors.abandoned()));
    work.onComplete(first::tryComplete, first::tryFail);
    return first.future().onComplete(ended -> registration.cancel());
  }

  /** One more call to a provider, for the answer's {@code attempts}. */
  public void countAttempt() {
    attempts++;
  }

  public int attempts() {
    return attempts;
  }
}
