package dev.ktsu.contracts.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MembersTest {
  private static Members members(String text) {
    return Members.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1.5e300",
        "12345678901234567890",
        "true",
        "false",
        "null",
        "\"\"",
        "\"a\\\"b\\\\\"",
        "\"gr\u00fc\u00df \ud83d\ude00\"",
        "{}",
        "[]",
        "{\"x\":[1,{\"y\":\"}]\"}]}",
        "[[[]],[{}]]"
      })
  void eachMemberIsItsOwnTextWhereverItStands(String value) {
    for (String text :
        new String[] {
          "{\"v\":" + value + "}",
          "{\"a\":\"\u00e4\",\"v\":" + value + ",\"z\":7}",
          "{ \"v\" : " + value + " , \"z\" : [1] }"
        }) {
      Members.Text found = members(text).get("v").orElseThrow();
      assertEquals(value, found.toString(), text);
      assertEquals(value.getBytes(StandardCharsets.UTF_8).length, found.length());
      assertEquals(Json.parse(value), found.tree());
    }
  }

  @Test
  void memberThatIsNotThereIsEmpty() {
    assertEquals(Optional.empty(), members("{\"a\":{\"v\":1}}").get("v"));
    assertEquals(Optional.empty(), members("{}").get("v"));
    assertEquals(Optional.empty(), Members.none().get("v"));
  }

  @Test
  void longTextIsWhole() {
    String value = "\"" + "\u00e9\\n".repeat(100_000) + "\"";
    Members.Text found = members("{\"v\":" + value + ",\"w\":1}").get("v").orElseThrow();
    assertEquals(value, found.toString());
    assertEquals("1", members("{\"v\":" + value + ",\"w\":1}").get("w").orElseThrow().toString());
  }

  @Test
  void textIsLookedForWithinTheMemberAlone() {
    Members members = members("{\"a\":\"[MASK]\",\"b\":\"[MAS\",\"c\":\"x[MASK]\"}");
    assertTrue(members.get("a").orElseThrow().contains("[MASK]"));
    assertFalse(members.get("b").orElseThrow().contains("[MASK]"));
    assertTrue(members.get("c").orElseThrow().contains("[MASK]"));
  }

  @Test
  void digestIsThatOfTheBytes() {
    assertEquals(
        "02f393ea9358560882c1fe797bf99d600aa4643a68276d8e3d714d1c4f19aecc",
        members("{\"u\":1,\"v\":[\"abc\"]}").get("v").orElseThrow().sha256());
  }
}
