package dev.ktsu.runtime.leg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EndedLegsTest {
  private final EndedLegs ended = new EndedLegs();

  @Test
  void legThatHasEndedIsKnownByItsWholeId() {
    ended.add("run_0000000000000001/a/1");

    assertTrue(ended.has("run_0000000000000001/a/1"));
    assertFalse(ended.has("run_0000000000000001/a/2"));
    assertFalse(ended.has("run_0000000000000002/a/1"));
  }

  @Test
  void oldestIsForgottenFirst() {
    IntStream.rangeClosed(0, EndedLegs.KEPT).forEach(leg -> ended.add("leg " + leg));

    assertFalse(ended.has("leg 0"));
    assertEquals(
        EndedLegs.KEPT,
        IntStream.rangeClosed(1, EndedLegs.KEPT).filter(leg -> ended.has("leg " + leg)).count());
  }

  @Test
  void legThatEndsTwiceTakesOnePlace() {
    ended.add("leg 0");
    IntStream.range(0, EndedLegs.KEPT).forEach(again -> ended.add("leg 1"));

    assertTrue(ended.has("leg 0"));
  }
}
