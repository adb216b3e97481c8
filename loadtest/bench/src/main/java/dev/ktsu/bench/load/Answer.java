package dev.ktsu.bench.load;

import java.nio.charset.StandardCharsets;

/** An HTTP answer. */
public record Answer(int status, byte[] body) {
  /** The body as text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /**
   * This answer, when its status is the expected one.
   *
   * @throws IllegalStateException else
   */
  public Answer expect(int expected) {
    if (status != expected) {
      throw new IllegalStateException(
          "answered " + status + " instead of " + expected + ": " + text());
    }
    return this;
  }
}
