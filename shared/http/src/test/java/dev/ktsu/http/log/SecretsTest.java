package dev.ktsu.http.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  private static final String VALUE = "s3cr3t/+ \"ünd\" w€rt";

  private final Secrets secrets = new Secrets();

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "ab", "abc", "user:", "Bearer "})
  void valueInBase64IsFoundWhateverComesBeforeIt(String before) {
    secrets.add(List.of(VALUE));
    byte[] bytes = (before + VALUE + "~tail").getBytes(StandardCharsets.UTF_8);

    for (Base64.Encoder base64 : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
      String masked = secrets.scrub("x " + base64.encodeToString(bytes) + " y");
      assertTrue(masked.contains(Secrets.MASK), masked);
      assertTrue(masked.length() < 40, masked);
    }
  }

  @Test
  void valueIsFoundInUrls() {
    secrets.add(List.of(VALUE));
    String form = URLEncoder.encode(VALUE, StandardCharsets.UTF_8);

    assertEquals("q=[REDACTED]&p", secrets.scrub("q=" + form + "&p"));
    assertEquals("q=[REDACTED]&p", secrets.scrub("q=" + form.replace("+", "%20") + "&p"));
    assertEquals("q=[REDACTED]", secrets.scrub("q=s3cr3t%2f%2b%20%22%c3%bcnd%22%20w%e2%82%acrt"));
  }

  @Test
  void valueIsFoundInJsonAndInJsonWithinJson() {
    secrets.add(List.of(VALUE));
    String once = Json.text(Json.object().put("k", VALUE));
    String twice = Json.text(Json.object().put("k", once));

    assertEquals("{\"k\":\"[REDACTED]\"}", secrets.scrub(once));
    assertEquals("{\"k\":\"{\\\"k\\\":\\\"[REDACTED]\\\"}\"}", secrets.scrub(twice));
    assertEquals("[REDACTED]", secrets.scrub("s3cr3t/+ \\\"\\u00fcnd\\\" w\\u20acrt"));
  }

  @Test
  void eachLineOfAValueIsFoundOnItsOwn() {
    secrets.add(List.of("first line here\nshort\n  third line here\n"));

    assertEquals(
        "a [REDACTED] b short c [REDACTED]",
        secrets.scrub("a first line here b short c third line here"));
  }

  @Test
  void longestOfSeveralIsMaskedAndWhatOverlapsIsOne() {
    secrets.add(List.of("abcdefgh", "abcdefghij", "ghijklmnop"));

    assertEquals("[REDACTED]!", secrets.scrub("abcdefghij!"));
    assertEquals("[REDACTED]!", secrets.scrub("abcdefghijklmnop!"));
    assertEquals("[REDACTED][REDACTED]!", secrets.scrub("abcdefghabcdefgh!"));
  }

  @Test
  void shortValueIsLeftAlone() {
    secrets.add(List.of("1234567"));

    assertEquals("1234567", secrets.scrub("1234567"));
    assertTrue(secrets.isEmpty());
  }

  @Test
  void textsKeysAndNumbersOfATreeAreMasked() {
    secrets.add(List.of("canary-1", "12345678"));
    JsonNode tree = Json.parse("{\"a\":[\"x canary-1\",{\"canary-1\":12345678}],\"n\":1}");

    assertEquals(
        Json.parse("{\"a\":[\"x [REDACTED]\",{\"[REDACTED]\":\"[REDACTED]\"}],\"n\":1}"),
        secrets.scrub(tree));
  }

  @Test
  void treeWithoutSecretsStaysTheSameObject() {
    secrets.add(List.of("canary-1"));
    JsonNode tree = Json.parse("{\"a\":[\"x\",{\"b\":12345678}]}");

    assertSame(tree, secrets.scrub(tree));
  }

  @Test
  void valueInPiecesIsFoundAcrossThem() {
    secrets.add(List.of("canary-value"));
    JsonNode tree =
        Json.parse(
            "[{\"content\":[{\"type\":\"text\",\"text\":\"it is can\"},"
                + "{\"type\":\"text\",\"text\":\"ary-val\"},{\"type\":\"text\",\"text\":\"ue.\"}]},"
                + "[\"canary-\",\"value\",7,\"canary-\",8,\"value\"]]");

    assertEquals(
        Json.parse(
            "[{\"content\":[{\"type\":\"text\",\"text\":\"it is [REDACTED]\"},"
                + "{\"type\":\"text\",\"text\":\"\"},{\"type\":\"text\",\"text\":\".\"}]},"
                + "[\"[REDACTED]\",\"\",7,\"canary-\",8,\"value\"]]"),
        secrets.scrub(tree));
  }

  @Test
  void releasedValueIsMaskedAsLongAsAnotherHoldsIt() {
    Secrets.Hold one = secrets.hold(List.of("canary-1"));
    Secrets.Hold other = secrets.hold(List.of("canary-1", "canary-2"));

    one.release();
    assertEquals("[REDACTED]", secrets.scrub("canary-1"));
    other.release();
    assertEquals("canary-1 canary-2", secrets.scrub("canary-1 canary-2"));
    assertTrue(secrets.isEmpty());
  }

  @Test
  void amongThousandsOfValuesEachIsFound() {
    for (int i = 0; i < 2_000; i++) {
      secrets.add(List.of("a secret value, number " + i + "."));
    }

    assertEquals("see [REDACTED] there", secrets.scrub("see a secret value, number 1234. there"));
    assertFalse(secrets.scrub("a secret value, number 2000.").contains(Secrets.MASK));
  }
}
