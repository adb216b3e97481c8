package dev.ktsu.http.sse;

import io.vertx.core.buffer.Buffer;

/** Events as the text of a stream; what {@link SseParser} reads back. */
public final class SseWriter {
  /** The content type of a stream. */
  public static final String CONTENT_TYPE = "text/event-stream";

  private SseWriter() {}

  /**
   * One event. Line breaks of any kind in its data become line feeds for the reader.
   *
   * @throws IllegalArgumentException when name or id have a line break, or the id a NUL: the stream
   *     cannot carry it
   */
  public static Buffer event(SseEvent event) {
    StringBuilder text = new StringBuilder(event.data().length() + 64);
    if (!event.id().isEmpty()) {
      text.append("id: ").append(oneLine(event.id())).append('\n');
    }
    text.append("event: ").append(oneLine(event.name())).append('\n');
    for (String line : event.data().split("\r\n|\r|\n", -1)) {
      text.append("data: ").append(line).append('\n');
    }
    return Buffer.buffer(text.append('\n').toString());
  }

  /** Gives the stream's last id without an event: a reader comes back with it. */
  public static Buffer mark(String id) {
    return Buffer.buffer("id: " + oneLine(id) + "\n\n");
  }

  /** A line that readers pass over; it keeps a silent connection alive. */
  public static Buffer comment(String text) {
    return Buffer.buffer(": " + oneLine(text) + "\n\n");
  }

  private static String oneLine(String text) {
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0 || text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not one line: " + text);
    }
    return text;
  }
}
