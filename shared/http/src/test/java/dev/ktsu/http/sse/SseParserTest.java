package dev.ktsu.http.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ktsu.contracts.problems.Fault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SseParserTest {
  private static final int LARGE = 1 << 20;

  /** A stream and the events in it, written {@code name|data|id}. */
  record Sample(String stream, List<String> events) {}

  static Stream<Sample> samples() {
    return Stream.of(
        new Sample("data: a\n\n", List.of("message|a|")),
        new Sample("data: a\r\n\r\ndata: b\r\n\r\n", List.of("message|a|", "message|b|")),
        new Sample("data: a\r\rdata: b\r\r", List.of("message|a|", "message|b|")),
        new Sample("\uFEFFdata: a\n\n", List.of("message|a|")),
        new Sample(": keep-alive\n\ndata: a\n\n", List.of("message|a|")),
        new Sample("data: a\ndata: b\ndata\n\n", List.of("message|a\nb\n|")),
        new Sample("event: endpoint\ndata: /m\n\n", List.of("endpoint|/m|")),
        new Sample("event: x\n\ndata: a\n\n", List.of("message|a|")),
        new Sample("retry: soon\ndata: a\n\n", List.of("message|a|")),
        new Sample("id: 1\ndata: a\n\ndata: b\n\n", List.of("message|a|1", "message|b|1")),
        new Sample("id: 1\ndata: a\n\nid\ndata: b\n\n", List.of("message|a|1", "message|b|")),
        new Sample("data:  two\ndata:none\n\n", List.of("message| two\nnone|")),
        new Sample("data: größer 🙂\n\n", List.of("message|größer 🙂|")),
        new Sample("unknown: x\ndata: {\"a\":\"b: c\"}\n\n", List.of("message|{\"a\":\"b: c\"}|")),
        new Sample("data: cut off", List.of()),
        new Sample("data: cut off\n", List.of()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void streamIsReadWhole(Sample sample) {
    assertEquals(sample.events, read(new SseParser(LARGE), bytes(sample)));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyCutGivesTheSameEvents(Sample sample) {
    byte[] stream = bytes(sample);
    for (int cut = 0; cut <= stream.length; cut++) {
      List<String> events =
          read(
              new SseParser(LARGE),
              Arrays.copyOfRange(stream, 0, cut),
              Arrays.copyOfRange(stream, cut, stream.length));
      assertEquals(sample.events, events, "cut at byte " + cut);
    }
  }

  @Test
  void allSamplesInOneStreamSurviveRandomCuts() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String text = samples().skip(1).limit(12).map(Sample::stream).collect(Collectors.joining());
    byte[] stream = text.replace("\uFEFF", "").getBytes(StandardCharsets.UTF_8);
    List<String> expected = read(new SseParser(LARGE), stream);
    for (int round = 0; round < 200; round++) {
      List<byte[]> pieces = new ArrayList<>();
      for (int at = 0; at < stream.length; ) {
        int end = Math.min(stream.length, at + 1 + random.nextInt(7));
        pieces.add(Arrays.copyOfRange(stream, at, end));
        at = end;
      }
      assertEquals(
          expected, read(new SseParser(LARGE), pieces.toArray(byte[][]::new)), "seed " + seed);
    }
  }

  @Test
  void megabytesInOneEventAreReadInSmallPieces() {
    String large = "x".repeat(3 << 20);
    byte[] stream = ("data: " + large + "\n\n").getBytes(StandardCharsets.UTF_8);
    SseParser parser = new SseParser(4 << 20);
    List<SseEvent> events = new ArrayList<>();
    for (int at = 0; at < stream.length; at += 1000) {
      events.addAll(
          parser.feed(Arrays.copyOfRange(stream, at, Math.min(at + 1000, stream.length))));
    }
    assertEquals(large, events.getFirst().data());
  }

  @Test
  void eventBeyondTheLimitIsRefused() {
    SseParser parser = new SseParser(20);
    parser.feed("data: 0123456789\n".getBytes(StandardCharsets.UTF_8));
    byte[] more = "data: 0123456789\n".getBytes(StandardCharsets.UTF_8);
    assertThrows(Fault.class, () -> parser.feed(more));
  }

  @Test
  void limitCountsEachEventAnew() {
    SseParser parser = new SseParser(20);
    byte[] event = "data: 0123456789\n\n".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 100; i++) {
      assertEquals(1, parser.feed(event).size());
    }
  }

  @Test
  void idCountsOnceItsEventIsWholeOrItStandsAlone() {
    SseParser parser = new SseParser(100);
    parser.feed(SseWriter.mark("1"));
    assertEquals("1", parser.lastId());
    parser.feed("id: 2\ndata: x\n".getBytes(StandardCharsets.UTF_8));
    assertEquals("1", parser.lastId());
    parser.feed("\n".getBytes(StandardCharsets.UTF_8));
    assertEquals("2", parser.lastId());
  }

  private static byte[] bytes(Sample sample) {
    return sample.stream.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> read(SseParser parser, byte[]... pieces) {
    return Arrays.stream(pieces)
        .flatMap(piece -> parser.feed(piece).stream())
        .map(event -> event.name() + "|" + event.data() + "|" + event.id())
        .toList();
  }
}
