package dev.ktsu.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.json.Json;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What the audit looks for in events is found where it is. */
class JournalTest {
  private static Journal of(String... events) {
    return new Journal(Arrays.stream(events).map(Json::parse).toList());
  }

  @Test
  void gapsAreSeen() {
    assertTrue(of("{\"seq\":1}", "{\"seq\":2}").isGapless());
    assertFalse(of("{\"seq\":1}", "{\"seq\":3}").isGapless());
    assertFalse(of("{\"seq\":1}", "{\"seq\":1}").isGapless());
    assertFalse(of().isGapless());
  }

  @Test
  void everyGoodEndOfAStepIsCounted() {
    String good = "{\"type\":\"leg_ended\",\"step\":\"a\",\"state\":\"success\"}";
    String bad = "{\"type\":\"leg_ended\",\"step\":\"a\",\"state\":\"failed\"}";
    String other = "{\"type\":\"step_computed\",\"step\":\"b\"}";
    assertEquals(2, of(good, bad, other, good).completions("a"));
    assertEquals(1, of(good, other).completions("b"));
  }

  @Test
  void callIsOpenUntilItsTurnIsKept() {
    String kept = "{\"type\":\"turn_kept\",\"turn\":1}";
    String intended = "{\"type\":\"call_intended\",\"turn\":2}";
    assertTrue(of(kept, intended).hasOpenIntent());
    assertFalse(of(kept, intended, "{\"type\":\"turn_kept\",\"turn\":2}").hasOpenIntent());
    assertFalse(of(kept).hasOpenIntent());
  }
}
