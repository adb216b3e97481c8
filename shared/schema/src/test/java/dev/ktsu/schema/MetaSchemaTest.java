package dev.ktsu.schema;

import static dev.ktsu.schema.SchemaTest.json;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetaSchemaTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "true",
        "{'type':'object','properties':{'pattern':{'type':'string'},'$ref':{'type':'string'}}}",
        "{'default':{'pattern':'('},'enum':[{'$ref':'#/no'}]}",
        "{'$defs':{'a/b':{'type':'null'}},'$ref':'#/$defs/a~1b'}",
        "{'$defs':{'a':{'$id':'https://x.test/a'}},'$ref':'https://x.test/a'}",
        "{'$id':'relative.json','$defs':{'a b':{}},'$ref':'#/$defs/a%20b'}",
        "{'$ref':'https://json-schema.org/draft/2020-12/schema'}",
        "{'$schema':'http://json-schema.org/draft-07/schema#','definitions':{}}",
      })
  void soundSchemaPasses(String schema) {
    assertEquals(List.of(), MetaSchema.check(json(schema)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{'type':'strin'}                           | /type",
        "{'properties':{'a':{'type':'strin'}}}      | /properties/a/type",
        "{'required':'a'}                           | /required",
        "{'properties':{'a':{'pattern':'(x'}}}      | /properties/a/pattern",
        "{'patternProperties':{'(x':{}}}            | /patternProperties",
        "{'$ref':'#/$defs/none'}                    | /$ref",
        "{'items':{'$ref':'https://x.test/schema'}} | /items/$ref",
        "{'items':{'$ref':'other.json'}}            | /items/$ref",
        "{'items':{'$ref':'#none'}}                 | /items/$ref",
        "{'items':{'$dynamicRef':'#none'}}          | /items/$dynamicRef",
        "{'items':{'$ref':'#/%zz'}}                 | ^^",
        "{'$id':'a b'}                              | ^^",
        "{'$schema':'https://x.test/mine'}          | /$schema",
      })
  void faultIsReportedAtItsPlace(String schema, String pointer) {
    List<Violation> faults = MetaSchema.check(json(schema));

    assertEquals(List.of(pointer), faults.stream().map(Violation::pointer).distinct().toList());
  }

  @Test
  void schemaMustBeAnObjectOrBoolean() {
    assertEquals("type", MetaSchema.check(json("'text'")).getFirst().keyword());
  }

  @Test
  void schemaThatLeadsBackToItselfIsFound() {
    assertEquals(
        "the schema refers to itself without end",
        MetaSchema.check(json("{'$ref':'#'}")).getFirst().message());
  }

  @Test
  void schemaOfATreeIsSound() {
    assertEquals(List.of(), MetaSchema.check(json("{'properties':{'child':{'$ref':'#'}}}")));
  }

  @Test
  void unresolvableRelativeReferenceIsFound() {
    assertEquals(1, MetaSchema.check(json("{'$ref':'other.json'}")).size());
  }
}
