package dev.ktsu.futures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RetryTest {
  private final List<Long> waits = new ArrayList<>();
  private int calls;

  /** Fires at once and notes how long it should have waited. */
  private final Timers timers =
      new Timers() {
        @Override
        public Cancellable after(long millis, Runnable action) {
          waits.add(millis);
          action.run();
          return () -> {};
        }

        @Override
        public Cancellable every(long millis, Runnable action) {
          throw new UnsupportedOperationException();
        }
      };

  @Test
  void thePolicyDecidesTheWaitFromTheFailure() {
    Future<String> work =
        Retry.call(
            timers,
            (failure, failed) -> OptionalLong.of(Long.parseLong(failure.getMessage()) * failed),
            () -> ++calls < 3 ? Future.failedFuture("7") : Future.succeededFuture("done"));

    assertEquals("done", work.result());
    assertEquals(List.of(7L, 14L), waits);
  }

  @Test
  void thePolicyMayGiveUp() {
    Future<String> work =
        Retry.call(
            timers, (failure, failed) -> OptionalLong.empty(), () -> Future.failedFuture("no"));

    assertEquals("no", work.cause().getMessage());
    assertTrue(waits.isEmpty());
  }

  @Test
  void aThrownExceptionIsAFailureLikeAnyOther() {
    Retry retry = new Retry(timers, new Backoff(10, 2, 100, 0), 3, failure -> true);

    Future<String> work =
        retry.call(
            () -> {
              throw new IllegalStateException("try " + ++calls);
            });

    assertEquals("try 3", work.cause().getMessage());
    assertEquals(List.of(10L, 20L), waits);
  }
}
