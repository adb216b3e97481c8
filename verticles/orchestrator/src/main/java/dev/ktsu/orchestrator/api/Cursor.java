package dev.ktsu.orchestrator.api;

import dev.ktsu.contracts.ids.RunId;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * Where the next page of a list begins, as a text that callers hand back as it is. It names the
 * last run that was shown, so that runs that come in meanwhile move nothing.
 */
final class Cursor {
  private static final byte VERSION = 1;
  private static final int BYTES = 1 + Long.BYTES;

  private Cursor() {}

  static String after(RunId run) {
    byte[] bytes = ByteBuffer.allocate(BYTES).put(VERSION).putLong(run.number()).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * The run that was shown last.
   *
   * @throws dev.ktsu.contracts.problems.InvalidInput when the text is no cursor
   */
  static RunId read(String text) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      if (bytes.remaining() == BYTES && bytes.get() == VERSION) {
        return new RunId(bytes.getLong());
      }
    } catch (IllegalArgumentException notOurs) {
      // Falls through to the sentence below.
    }
    throw Asked.refused(
        "cursor", text, "the next_cursor of the page before, or leave it out for the first page");
  }
}
