package dev.ktsu.http.sse;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Fault;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an event stream piece by piece. Lines end with LF, CR LF or CR; a byte order mark at the
 * start, comments, unknown fields and {@code retry} are passed over; an event without data is none,
 * and so is one that the stream's end cuts off.
 */
public final class SseParser {
  private static final String DEFAULT_NAME = "message";
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final int eventBytesMax;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private String name = DEFAULT_NAME;
  private String id = "";
  private String givenId = "";
  private int eventBytes;
  private boolean hasData;
  private boolean isFirstLine = true;
  private boolean endedByCr;

  /**
   * @param eventBytesMax largest event, all its lines counted
   */
  public SseParser(int eventBytesMax) {
    this.eventBytesMax = eventBytesMax;
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @return the events that they complete, in order
   * @throws Fault when an event grows beyond the limit; the parser is then of no more use
   */
  public List<SseEvent> feed(Buffer chunk) {
    return feed(chunk.getBytes());
  }

  /** As {@link #feed(Buffer)}. */
  public List<SseEvent> feed(byte[] bytes) {
    List<SseEvent> events = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      byte current = bytes[i];
      if (current == '\n' && endedByCr) {
        start = i + 1;
      } else if (current == '\n' || current == '\r') {
        append(bytes, start, i);
        start = i + 1;
        endLine(events);
      }
      endedByCr = current == '\r';
    }
    append(bytes, start, bytes.length);
    return events;
  }

  /** The last id that the stream has given with a whole event, or alone; empty for none. */
  public String lastId() {
    return givenId;
  }

  private void append(byte[] bytes, int from, int to) {
    eventBytes += to - from;
    if (eventBytes > eventBytesMax) {
      throw new Fault(
          Code.PEER_UNAVAILABLE,
          502,
          "event too large",
          "An event of the stream is larger than " + eventBytesMax + " bytes.",
          "Raise the limit of the reader, or make the server send less at once.");
    }
    line.write(bytes, from, to - from);
  }

  private void endLine(List<SseEvent> events) {
    String text = line.toString(StandardCharsets.UTF_8);
    if (text.startsWith(":")) {
      // A stream may be kept alive by comments for hours without a blank line.
      eventBytes -= line.size();
    }
    line.reset();
    if (isFirstLine && text.startsWith(BYTE_ORDER_MARK)) {
      text = text.substring(1);
    }
    isFirstLine = false;
    if (text.isEmpty()) {
      dispatch(events);
    } else {
      takeField(text);
    }
  }

  private void takeField(String text) {
    int colon = text.indexOf(':');
    String field = colon < 0 ? text : text.substring(0, colon);
    String value = colon < 0 ? "" : text.substring(colon + 1);
    if (value.startsWith(" ")) {
      value = value.substring(1);
    }
    switch (field) {
      case "data" -> {
        data.append(hasData ? "\n" : "").append(value);
        hasData = true;
      }
      case "event" -> name = value.isEmpty() ? DEFAULT_NAME : value;
      case "id" -> id = value.indexOf('\0') < 0 ? value : id;
      default -> {
        // Comments, whose field is empty, and what the standard tells readers to pass over.
      }
    }
  }

  private void dispatch(List<SseEvent> events) {
    if (hasData) {
      events.add(new SseEvent(name, data.toString(), id));
    }
    givenId = id;
    data.setLength(0);
    name = DEFAULT_NAME;
    hasData = false;
    eventBytes = 0;
  }
}
