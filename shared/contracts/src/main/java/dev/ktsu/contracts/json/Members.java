package dev.ktsu.contracts.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The members of an object that the product has written, each to be read by itself: finding them
 * makes no tree, so that a large document costs little more than its bytes.
 */
public final class Members {
  private final Map<String, Text> texts = new LinkedHashMap<>();

  private Members() {}

  /**
   * @param utf8 a JSON object; not to be changed
   */
  public static Members of(byte[] utf8) {
    Members members = new Members();
    try (JsonParser parser = Json.ownParser(utf8)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int to = (int) parser.currentLocation().getByteOffset();
        members.texts.put(name, new Text(utf8, from, to));
      }
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
    return members;
  }

  /** No member. */
  public static Members none() {
    return new Members();
  }

  public Optional<Text> get(String name) {
    return Optional.ofNullable(texts.get(name));
  }

  /** The JSON of a value, within a larger document. */
  public record Text(byte[] document, int from, int to) {
    /** A document of its own. */
    public static Text of(JsonNode value) {
      byte[] bytes = Json.bytes(value);
      return new Text(bytes, 0, bytes.length);
    }

    public int length() {
      return to - from;
    }

    public byte[] bytes() {
      return Arrays.copyOfRange(document, from, to);
    }

    public JsonNode tree() {
      return Json.parseOwn(bytes());
    }

    /** Whether these characters, none of which JSON escapes, stand in it. */
    public boolean contains(String ascii) {
      byte[] wanted = ascii.getBytes(StandardCharsets.US_ASCII);
      for (int at = from; at <= to - wanted.length; at++) {
        if (Arrays.equals(document, at, at + wanted.length, wanted, 0, wanted.length)) {
          return true;
        }
      }
      return false;
    }

    /** SHA-256 of its bytes, in hex. */
    public String sha256() {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(document, from, length());
        return HexFormat.of().formatHex(digest.digest());
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    @Override
    public String toString() {
      return new String(document, from, length(), StandardCharsets.UTF_8);
    }
  }
}
