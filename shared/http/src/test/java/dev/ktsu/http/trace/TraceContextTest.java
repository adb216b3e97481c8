package dev.ktsu.http.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TraceContextTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String HEADER = "00-" + TRACE + "-b7ad6b7169203331-01";

  @Test
  void knownTraceGoesOnWithASpanOfItsOwn() {
    TraceContext here = TraceContext.of(HEADER);
    assertEquals(HEADER, here.header());
    TraceContext next = here.child();
    assertEquals(TRACE, next.traceId());
    assertNotEquals(here.spanId(), next.spanId());
  }

  @Test
  void absentOrBrokenHeaderStartsATrace() {
    for (String header :
        List.of(
            "",
            "00-" + "0".repeat(32) + "-b7ad6b7169203331-01",
            "ff-" + TRACE + "-b7ad6b7169203331-01",
            "00-" + TRACE.toUpperCase(java.util.Locale.ROOT) + "-b7ad6b7169203331-01")) {
      assertNotEquals(TRACE, TraceContext.of(header).traceId(), header);
    }
    assertEquals(32, TraceContext.of(null).traceId().length());
  }

  @Test
  void decisionOnSamplingIsPassedOn() {
    assertFalse(TraceContext.of("00-" + TRACE + "-b7ad6b7169203331-00").child().sampled());
  }
}
