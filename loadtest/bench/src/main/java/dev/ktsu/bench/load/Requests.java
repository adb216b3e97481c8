package dev.ktsu.bench.load;

import java.nio.charset.StandardCharsets;

/** Whole requests as bytes, built once and sent many times. */
public final class Requests {
  private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";

  private Requests() {}

  public static byte[] get(String path) {
    return ("GET " + path + HOST + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  public static byte[] post(String path, String json) {
    int length = json.getBytes(StandardCharsets.UTF_8).length;
    String text =
        "POST "
            + path
            + HOST
            + "Content-Type: application/json\r\nContent-Length: "
            + length
            + "\r\n\r\n"
            + json;
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
