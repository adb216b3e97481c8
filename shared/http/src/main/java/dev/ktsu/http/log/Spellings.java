package dev.ktsu.http.log;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The ways in which a secret value may be written. */
final class Spellings {
  private static final Pattern ESCAPE = Pattern.compile("%[0-9A-F]{2}");
  private static final int BITS_OF_A_BYTE = 8;
  private static final int BITS_OF_A_DIGIT = 6;

  private Spellings() {}

  /** All that are long enough to be no ordinary text; lines of the value count on their own. */
  static Set<String> of(String value) {
    Set<String> all = new HashSet<>();
    if (value.length() >= Secrets.CHARS_MIN) {
      spell(value, all);
    }
    value
        .lines()
        .map(String::strip)
        .filter(line -> line.length() >= Secrets.CHARS_MIN)
        .forEach(line -> spell(line, all));
    return all;
  }

  private static void spell(String value, Set<String> all) {
    all.add(value);
    String inJson = inJson(value);
    all.add(inJson);
    all.add(inJson(inJson));
    all.add(inAscii(inJson));
    inUrls(value, all);
    inBase64(value.getBytes(StandardCharsets.UTF_8), all);
  }

  private static String inJson(String value) {
    return new String(JsonStringEncoder.getInstance().quoteAsString(value));
  }

  /** As writers of JSON do that send ASCII alone. */
  private static String inAscii(String json) {
    StringBuilder ascii = new StringBuilder(json.length());
    for (char c : json.toCharArray()) {
      if (c < 0x80) {
        ascii.append(c);
      } else {
        ascii.append("\\u%04x".formatted((int) c));
      }
    }
    return ascii.toString();
  }

  /** As a form, as a part of a path, and as JavaScript does; hex digits in either case. */
  private static void inUrls(String value, Set<String> all) {
    String form = URLEncoder.encode(value, StandardCharsets.UTF_8);
    String path = form.replace("+", "%20");
    String script =
        path.replace("%21", "!")
            .replace("%27", "'")
            .replace("%28", "(")
            .replace("%29", ")")
            .replace("%7E", "~");
    for (String each : List.of(form, path, script)) {
      all.add(each);
      all.add(ESCAPE.matcher(each).replaceAll(hex -> hex.group().toLowerCase(Locale.ROOT)));
    }
  }

  /** The digits that are the same whatever comes before and after, for each alignment. */
  private static void inBase64(byte[] value, Set<String> all) {
    for (int before = 0; before < 3; before++) {
      byte[] shifted = new byte[before + value.length];
      System.arraycopy(value, 0, shifted, before, value.length);
      int first = (before * BITS_OF_A_BYTE + BITS_OF_A_DIGIT - 1) / BITS_OF_A_DIGIT;
      int behind = shifted.length * BITS_OF_A_BYTE / BITS_OF_A_DIGIT;
      all.add(Base64.getEncoder().encodeToString(shifted).substring(first, behind));
      all.add(Base64.getUrlEncoder().encodeToString(shifted).substring(first, behind));
    }
  }
}
