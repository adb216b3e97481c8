package dev.ktsu.testkit.provider;

import java.util.Map;
import java.util.TreeMap;

/** One entry of a script: what happens to one request. */
record Scripted(
    Outcome outcome, int status, Map<String, String> headers, byte[] body, long delayMillis) {
  enum Outcome {
    ANSWER,
    /** The connection ends without an answer. */
    RESET,
    /** Nothing is ever sent. */
    HANG
  }

  static Scripted of(int status, byte[] body) {
    return new Scripted(Outcome.ANSWER, status, Map.of(), body, 0);
  }

  static Scripted of(Outcome outcome) {
    return new Scripted(outcome, 0, Map.of(), new byte[0], 0);
  }

  Scripted with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new Scripted(outcome, status, more, body, delayMillis);
  }

  Scripted after(long millis) {
    return new Scripted(outcome, status, headers, body, millis);
  }
}
