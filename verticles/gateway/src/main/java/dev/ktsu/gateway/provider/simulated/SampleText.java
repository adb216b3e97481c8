package dev.ktsu.gateway.provider.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** A text within the bounds of a schema, readable where the schema leaves room for it. */
final class SampleText {
  private static final Map<String, String> FORMATS =
      Map.ofEntries(
          Map.entry("date-time", "2026-01-01T00:00:00Z"),
          Map.entry("date", "2026-01-01"),
          Map.entry("time", "00:00:00Z"),
          Map.entry("duration", "PT1M"),
          Map.entry("email", "someone@example.com"),
          Map.entry("hostname", "example.com"),
          Map.entry("ipv4", "192.0.2.1"),
          Map.entry("ipv6", "2001:db8::1"),
          Map.entry("uri", "https://example.com/"),
          Map.entry("uri-reference", "/"),
          Map.entry("uuid", "00000000-0000-4000-8000-000000000000"),
          Map.entry("json-pointer", "/a"),
          Map.entry("regex", ".*"));

  private SampleText() {}

  /**
   * @param sentence what it says where neither pattern nor format decides
   */
  static String of(JsonNode schema, String sentence, String pointer) {
    JsonNode pattern = schema.path("pattern");
    int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
    int least = schema.path("minLength").asInt(0);
    if (pattern.isTextual()) {
      return PatternText.of(pattern.asText(), least, pointer);
    }
    String format = FORMATS.get(schema.path("format").asText());
    return format != null ? format : fitted(sentence, least, most);
  }

  private static String fitted(String text, int least, int most) {
    String longEnough = text.length() >= least ? text : text + ".".repeat(least - text.length());
    return longEnough.length() <= most ? longEnough : longEnough.substring(0, most);
  }
}
