package dev.ktsu.futures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CancellationTest {
  private final Cancellation cancellation = new Cancellation();
  private final List<String> stopped = new ArrayList<>();

  @Test
  void everythingRegisteredIsStoppedOnce() {
    cancellation.onCancel(() -> stopped.add("a"));
    cancellation.onCancel(() -> stopped.add("b"));
    cancellation.cancel();
    cancellation.cancel();
    assertEquals(List.of("a", "b"), stopped);
    assertTrue(cancellation.isCancelled());
  }

  @Test
  void whatHasEndedIsNotStopped() {
    cancellation.onCancel(() -> stopped.add("ended")).cancel();
    cancellation.cancel();
    assertEquals(List.of(), stopped);
  }

  @Test
  void lateComerIsStoppedAtOnce() {
    cancellation.cancel();
    cancellation.onCancel(() -> stopped.add("late"));
    assertEquals(List.of("late"), stopped);
  }

  @Test
  void sameActionTwiceIsTwoRegistrations() {
    Runnable stop = () -> stopped.add("x");
    cancellation.onCancel(stop).cancel();
    cancellation.onCancel(stop);
    cancellation.cancel();
    assertEquals(List.of("x"), stopped);
  }
}
