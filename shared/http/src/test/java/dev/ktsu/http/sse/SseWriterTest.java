package dev.ktsu.http.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseWriterTest {
  private static List<SseEvent> read(Buffer stream) {
    return new SseParser(1 << 20).feed(stream);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "two\nlines", "\n", " leading", "größer 🙂", "data: id: 7"})
  void whatIsWrittenIsReadBack(String data) {
    SseEvent event = new SseEvent("leg_ended", data, "7");
    assertEquals(List.of(event), read(SseWriter.event(event)));
  }

  @Test
  void carriageReturnsCannotStartAFieldOfTheirOwn() {
    List<SseEvent> read = read(SseWriter.event(new SseEvent("x", "a\rid: 9\r\nb", "1")));
    assertEquals(List.of(new SseEvent("x", "a\nid: 9\nb", "1")), read);
  }

  @Test
  void eventWithoutAnIdKeepsTheLastOne() {
    Buffer stream = SseWriter.event(new SseEvent("a", "1", "4"));
    stream.appendBuffer(SseWriter.event(new SseEvent("end", "2", "")));
    assertEquals(new SseEvent("end", "2", "4"), read(stream).get(1));
  }

  @Test
  void commentsArePassedOver() {
    assertTrue(read(SseWriter.comment("ping")).isEmpty());
  }

  @Test
  void nameOrIdOfSeveralLinesIsRefused() {
    for (SseEvent bad : List.of(new SseEvent("a\nb", "", ""), new SseEvent("a", "", "1\r2"))) {
      assertThrows(IllegalArgumentException.class, () -> SseWriter.event(bad));
    }
  }
}
