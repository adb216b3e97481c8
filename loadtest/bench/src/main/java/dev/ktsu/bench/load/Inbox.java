package dev.ktsu.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** What one connection has received, cut into HTTP/1.1 messages. */
final class Inbox {
  private static final int HEADER_BYTES_MAX = 32 << 10;
  private static final String LENGTH = "\r\ncontent-length:";

  private ByteBuffer received = ByteBuffer.allocate(8 << 10);
  private int bodyAt;
  private int end;

  /** Reads what is there; fails when the peer has closed. */
  void fill(ReadableByteChannel channel) throws IOException {
    if (!received.hasRemaining()) {
      received = ByteBuffer.allocate(2 * received.capacity()).put(received.flip());
    }
    if (channel.read(received) < 0) {
      throw new EOFException("the peer has closed the connection");
    }
  }

  /** Whether the first message is there as a whole. */
  boolean hasMessage() throws IOException {
    if (end == 0 && !findEnd()) {
      return false;
    }
    return received.position() >= end;
  }

  /** Status of the first message, which is an answer: {@code HTTP/1.1 200 OK}. */
  int status() {
    byte[] bytes = received.array();
    return 100 * (bytes[9] - '0') + 10 * (bytes[10] - '0') + bytes[11] - '0';
  }

  /**
   * Whether the first message has this header.
   *
   * @param name in lower case
   */
  boolean has(String name) {
    String header =
        new String(received.array(), 0, bodyAt, StandardCharsets.ISO_8859_1)
            .toLowerCase(Locale.ROOT);
    return header.contains("\r\n" + name + ":");
  }

  byte[] body() {
    return Arrays.copyOfRange(received.array(), bodyAt, end);
  }

  /** Forgets the first message. */
  void drop() {
    int more = received.position() - end;
    System.arraycopy(received.array(), end, received.array(), 0, more);
    received.position(more);
    end = 0;
  }

  private boolean findEnd() throws IOException {
    byte[] bytes = received.array();
    for (int i = 3; i < received.position(); i++) {
      if (bytes[i] == '\n'
          && bytes[i - 1] == '\r'
          && bytes[i - 2] == '\n'
          && bytes[i - 3] == '\r') {
        bodyAt = i + 1;
        end = bodyAt + contentLength(bytes, i - 3);
        return true;
      }
    }
    if (received.position() > HEADER_BYTES_MAX) {
      throw new IOException("the header of a message is larger than " + HEADER_BYTES_MAX);
    }
    return false;
  }

  private static int contentLength(byte[] bytes, int headerEnd) throws IOException {
    String header =
        new String(bytes, 0, headerEnd, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    int at = header.indexOf(LENGTH);
    if (at < 0) {
      if (header.contains("\r\ntransfer-encoding:")) {
        throw new IOException("a message without Content-Length: " + header);
      }
      return 0;
    }
    int from = at + LENGTH.length();
    int to = header.indexOf('\r', from);
    return Integer.parseInt(header.substring(from, to < 0 ? header.length() : to).strip());
  }
}
