package dev.ktsu.project.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonPointer;
import dev.ktsu.contracts.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlFileTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '^',
      value = {
        "on: off                      ; {\"on\":\"off\"}",
        "[yes, no, y, n, True, null, ~, ''] ; [\"yes\",\"no\",\"y\",\"n\",true,null,null,\"\"]",
        "[1, -2, 0x1F, 0o17, 010]     ; [1,-2,31,15,10]",
        "[1.5, 1e3, .5, 1.10]         ; [1.5,1000.0,0.5,1.1]",
        "[9007199254740993, 123456789012345678901234567890] ;"
            + " [9007199254740993,123456789012345678901234567890]",
        "['5', \"true\", !!str 5, ! 5]  ; [\"5\",\"true\",\"5\",\"5\"]",
        "{5: a, true: b}              ; {\"5\":\"a\",\"true\":\"b\"}",
        "{a: &x [1], b: *x}           ; {\"a\":[1],\"b\":[1]}",
        "2026-01-01                   ; \"2026-01-01\"",
        "1_000                        ; \"1_000\"",
      })
  void scalarsFollowTheCoreSchema(String yaml, String json) throws YamlException {
    assertEquals(Json.parse(json), parse(yaml).json());
  }

  @Test
  void mergeKeysFillInWhatIsAbsent() throws YamlException {
    Node node =
        parse(
            """
            base: &base {a: 1, b: 2}
            more: &more {b: 3, c: 4}
            one: {<<: *base, b: 9}
            two: {<<: [*base, *more], d: 5}
            text: {"<<": x}
            """);

    assertEquals(Json.parse("{\"b\":9,\"a\":1}"), node.json().get("one"));
    assertEquals(Json.parse("{\"d\":5,\"a\":1,\"b\":2,\"c\":4}"), node.json().get("two"));
    assertEquals(Json.parse("{\"<<\":\"x\"}"), node.json().get("text"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '^',
      value = {
        "a: 1\\nb: 2\\na: 3         ; 3:1 the key \"a\" is already defined at line 1",
        "a: 1\\n---\\nb: 2          ; 2:1 a second document begins here",
        "# nothing                  ; 1:1 the file is empty",
        "a: *x                      ; 1:4 the anchor \"x\" is not defined before this alias",
        "a: &x [*x]                 ; 1:8 the anchor \"x\" is not defined before this alias",
        "a: !secret x               ; 1:4 the tag !secret is not supported",
        "a: !!binary x              ; 1:4 the tag tag:yaml.org,2002:binary is not supported",
        "a: .inf                    ; 1:4 .inf has no place in JSON",
        "a: 1e999                   ; 1:4 1e999 has no place in JSON",
        "a: \"\\\\uD83D\"            ; 1:4 U+D83D is half of a character",
        "[a]: 1                     ; 1:1 a key must be a plain text",
        "<<: 5                      ; 1:1 << takes a mapping or a list of mappings, not a number",
        "a: [1                      ; 2:1 not YAML: while parsing a flow sequence, expected ',' or"
            + " ']', but got <stream end>",
        "a: \\7                     ; 1:4 character U+0007 is not allowed in YAML",
      })
  void faultHasItsPlace(String yaml, String fault) {
    String text = yaml.translateEscapes();
    var thrown = assertThrows(YamlException.class, () -> parse(text + "\n"));

    assertEquals(
        fault, thrown.mark().line() + ":" + thrown.mark().column() + " " + thrown.getMessage());
  }

  @Test
  void aliasBombIsRefusedAtOnce() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 60; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9)));
    }

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          var thrown = assertThrows(YamlException.class, () -> parse(bomb.toString()));
          assertTrue(thrown.getMessage().startsWith("more than 100000 values"));
        });
  }

  @Test
  void mergeBombIsRefused() {
    String wide = "w: &w {k: 1, l: 2}\nl: [" + "{<<: *w}, ".repeat(30_000) + "]\n";

    assertThrows(YamlException.class, () -> parse(wide));
  }

  @Test
  void depthIsCappedAlsoForAWholeFileOfBrackets() throws YamlException {
    parse("[".repeat(100) + "]".repeat(100));

    for (int levels : new int[] {101, 1_000_000}) {
      var thrown = assertThrows(YamlException.class, () -> parse("[".repeat(levels)));
      assertEquals("nested deeper than 100 levels", thrown.getMessage());
    }
  }

  @Test
  void sizeIsCapped() {
    byte[] large = " ".repeat(YamlFile.BYTES_MAX + 1).getBytes(StandardCharsets.UTF_8);

    var thrown = assertThrows(YamlException.class, () -> YamlFile.parse(large));

    assertEquals("the file is larger than 1048576 bytes", thrown.getMessage());
  }

  @Test
  void otherEncodingsAreRefused() {
    var thrown =
        assertThrows(YamlException.class, () -> YamlFile.parse(new byte[] {'a', (byte) 0xE9}));

    assertEquals("the file is not UTF-8", thrown.getMessage());
  }

  @Test
  void byteOrderMarkIsSkipped() throws YamlException {
    assertEquals(Json.parse("{\"a\":1}"), parse("\uFEFFa: 1").json());
  }

  @Test
  void pointerFindsItsPlace() throws YamlException {
    Node node = parse("a:\n  - b: 1\n    c: 2\n");

    assertEquals(new Mark(3, 8), node.locate(JsonPointer.compile("/a/0/c")));
    assertEquals(new Mark(2, 5), node.locate(JsonPointer.compile("/a/0/none")));
    assertEquals(new Mark(2, 3), node.locate(JsonPointer.compile("/a/7")));
  }

  @Test
  void characterOfATextHasItsPlace() throws YamlException {
    var entries =
        ((Node.Mapping) parse("a: x {{ y\nb: '{{ y'\nc: \"\\t{{ y\"\nd: |\n  {{ y\n")).entries();

    assertEquals(new Mark(1, 6), ((Node.Scalar) entries.get("a").value()).at(2));
    assertEquals(new Mark(2, 5), ((Node.Scalar) entries.get("b").value()).at(0));
    assertEquals(new Mark(3, 4), ((Node.Scalar) entries.get("c").value()).at(1));
    assertEquals(new Mark(4, 4), ((Node.Scalar) entries.get("d").value()).at(0));
  }

  private static Node parse(String text) throws YamlException {
    return YamlFile.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
