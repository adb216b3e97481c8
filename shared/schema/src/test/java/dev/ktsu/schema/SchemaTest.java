package dev.ktsu.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaTest {
  private static final String PERSON =
      """
      {"type": "object",
       "required": ["name", "age"],
       "properties": {
         "name": {"type": "string", "minLength": 2},
         "age": {"type": "integer", "minimum": 0},
         "kind": {"enum": ["a", "b"], "default": "a"},
         "home": {"type": "object", "properties": {
           "city": {"type": "string", "default": "Bern"},
           "lines": {"type": "array", "default": []}}}},
       "additionalProperties": false}
      """;

  @Test
  void validValueHasNoViolations() {
    assertEquals(List.of(), Schema.compile(json(PERSON)).check(json("{'name':'Ada','age':36}")));
  }

  @Test
  void everyViolationIsReportedWithItsPointer() {
    List<Violation> violations =
        Schema.compile(json(PERSON)).check(json("{'name':'A','kind':'c','home':{'city':1},'x':0}"));

    assertEquals(
        List.of(
                "/home/city type",
                " required",
                "/name minLength",
                "/kind enum",
                " additionalProperties")
            .stream()
            .sorted()
            .toList(),
        violations.stream().map(v -> v.pointer() + " " + v.keyword()).sorted().toList());
  }

  @Test
  void missingFieldIsNamed() {
    assertEquals(
        List.of(new Violation("", "required", "missing required field \"age\"")),
        Schema.compile(json(PERSON)).check(json("{'name':'Ada'}")));
  }

  @Test
  void wholeNumberWrittenAsDecimalIsAnInteger() {
    assertEquals(List.of(), Schema.compile(json("{'type':'integer'}")).check(json("1.0")));
  }

  @Test
  void defaultsFillAbsentPropertiesAndPresentNestedObjects() {
    assertEquals(
        json("{'name':'Ada','home':{'city':'Bern','lines':[]},'kind':'a'}"),
        Schema.compile(json(PERSON)).withDefaults(json("{'name':'Ada','home':{}}")));
  }

  @Test
  void defaultsDoNotReplaceNullNorCreateObjects() {
    assertEquals(
        json("{'kind':null}"), Schema.compile(json(PERSON)).withDefaults(json("{'kind':null}")));
  }

  @Test
  void defaultsLeaveTheInputAndTheSchemaAlone() {
    Schema schema = Schema.compile(json(PERSON));
    JsonNode input = json("{'home':{}}");

    ObjectNode first = (ObjectNode) schema.withDefaults(input);
    first.withArray("/home/lines").add("changed");

    assertEquals(json("{'home':{}}"), input);
    assertEquals(json("[]"), schema.withDefaults(input).at("/home/lines"));
  }

  @Test
  void laterChangesOfTheTreeDoNotReachTheSchema() {
    ObjectNode tree = (ObjectNode) json("{'required':['a']}");
    Schema schema = Schema.compile(tree);

    tree.withArray("required").add("b");

    assertEquals(List.of("a"), schema.required());
    assertEquals(1, schema.check(json("{}")).size());
  }

  @Test
  void twoSchemasWithTheSameIdAreApart() {
    Schema numbers = Schema.compile(json("{'$id':'https://x.test/a','type':'number'}"));
    Schema texts = Schema.compile(json("{'$id':'https://x.test/a','type':'string'}"));

    assertEquals(1, numbers.check(json("'a'")).size());
    assertEquals(0, texts.check(json("'a'")).size());
  }

  @Test
  void localReferencesAreFollowed() {
    Schema schema =
        Schema.compile(json("{'$defs':{'n':{'type':'number'}},'items':{'$ref':'#/$defs/n'}}"));

    assertEquals("/1", schema.check(json("[1,'a']")).getFirst().pointer());
  }

  @Test
  void reservedNamesAreTakenFromTheTopLevelOnly() {
    assertEquals(
        json("{'properties':{'a':{'properties':{'ktsu_x':{}}}},'required':['a']}"),
        Schema.ignoringReserved(
            json(
                "{'properties':{'ktsu_confidence':{},'a':{'properties':{'ktsu_x':{}}}},"
                    + "'required':['ktsu_confidence','a']}")));
  }

  @Test
  void reservedFieldsOfAValueAreTakenFromItsTopLevelOnly() {
    assertEquals(
        json("{'a':{'ktsu_x':1}}"),
        Schema.withoutReserved(json("{'ktsu_confidence':0.5,'a':{'ktsu_x':1}}")));
    assertEquals(json("[1]"), Schema.withoutReserved(json("[1]")));
  }

  @Test
  void brokenSchemaDoesNotCompile() {
    assertThrows(
        IllegalArgumentException.class, () -> Schema.compile(json("{'pattern':'(unclosed'}")));
  }

  @Test
  void patternIsFoundAnywhereUnlessAnchored() {
    assertEquals(0, Schema.compile(json("{'pattern':'b'}")).check(json("'abc'")).size());
    assertEquals(1, Schema.compile(json("{'pattern':'^b$'}")).check(json("'b\\n'")).size());
    assertEquals(
        0, Schema.compile(json("{'pattern':'^\\\\p{Letter}+$'}")).check(json("'é'")).size());
  }

  @Test
  void matchThatBacktracksWithoutEndIsGivenUp() {
    Schema schema = Schema.compile(json("{'pattern':'^(a+)+$'}"));

    List<Violation> violations =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> schema.check(json("'" + "a".repeat(60) + "b'")));

    assertEquals("pattern", violations.getFirst().keyword());
  }

  @Test
  void checkThatDoublesWithEachRuleIsGivenUp() {
    StringBuilder rules = new StringBuilder("{'$ref':'#/$defs/r0','$defs':{");
    for (int i = 0; i < 40; i++) {
      String next = "{'$ref':'#/$defs/r" + (i + 1) + "'}";
      rules.append("'r" + i + "':{'allOf':[" + next + "," + next + "]},");
    }
    Schema schema = Schema.compile(json(rules + "'r40':{'type':'string'}}}"));

    List<Violation> violations =
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> schema.check(json("'a'")));

    assertEquals(
        "takes too long to check; simplify the schema or the value",
        violations.getFirst().toString());
  }

  @Test
  void manySlowMatchesTogetherAreGivenUp() {
    Schema schema = Schema.compile(json("{'items':{'pattern':'^(.*)(.*)(.*)(.*)(.*)(.*)x$'}}"));
    String slow = "'" + "a".repeat(60) + "b'";

    List<Violation> violations =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10),
            () -> schema.check(json("[" + (slow + ",").repeat(2_000) + slow + "]")));

    assertEquals(1, violations.size());
    assertTrue(violations.getFirst().message().startsWith("takes too long"));
  }

  @Test
  void treeInWhichEachLevelIsTriedTwiceIsGivenUp() {
    Schema schema =
        Schema.compile(
            json("{'anyOf':[{'items':{'$ref':'#'},'maxItems':0},{'items':{'$ref':'#'}}]}"));

    List<Violation> violations =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> schema.check(json("[".repeat(200) + "]".repeat(200))));

    assertEquals(1, violations.size());
  }

  @Test
  void noMoreViolationsThanAPersonReads() {
    Schema schema = Schema.compile(json("{'items':{'type':'string'}}"));

    assertEquals(100, schema.check(json("[" + "1,".repeat(1_000) + "1]")).size());
  }

  @Test
  void largeValueIsCheckedWhole() {
    Schema schema =
        Schema.compile(
            json(
                "{'items':{'type':'object','required':['a'],'additionalProperties':false,"
                    + "'properties':{'a':{'anyOf':[{'type':'string'},{'minimum':0}]}}}}"));

    assertEquals(List.of(), schema.check(json("[" + "{'a':1},".repeat(100_000) + "{'a':'b'}]")));
  }

  @Test
  void brokenReferenceIsAViolationNotAFault() {
    Schema schema = Schema.compile(json("{'items':{'$dynamicRef':'#none'}}"));

    assertEquals("$ref", schema.check(json("[1]")).getFirst().keyword());
  }

  @Test
  void longTextIsMatchedWhole() {
    Schema schema = Schema.compile(json("{'pattern':'^[a-z]+z$'}"));

    assertEquals(List.of(), schema.check(json("'" + "a".repeat(1_000_000) + "z'")));
  }

  static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException(text, broken);
    }
  }
}
