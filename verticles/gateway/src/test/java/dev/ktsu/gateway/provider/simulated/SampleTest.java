package dev.ktsu.gateway.provider.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.Message;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleTest {
  private static final Echo ECHO = Echo.of(List.of(Message.user("{\"name\":\"World\"}")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"const": 7}                                                        | 7
          {"type":"string","default":"d","examples":["e"]}                    | "d"
          {"type":"string","examples":["e"],"enum":["f","e"]}                 | "e"
          {"enum":["f","g"]}                                                  | "f"
          {"type":"string"}                                                   | "Simulated answer for World"
          {"type":"string","maxLength":9}                                     | "Simulated"
          {"type":"string","minLength":30}                                    | "Simulated answer for World...."
          {"type":"string","format":"date"}                                   | "2026-01-01"
          {"type":"string","pattern":"^INV-[0-9]{4}$"}                        | "INV-0000"
          {"type":"integer","minimum":3}                                      | 3
          {"type":"integer","exclusiveMinimum":3}                             | 4
          {"type":"integer","maximum":-2}                                     | -2
          {"type":"integer","minimum":4,"multipleOf":5}                       | 5
          {"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1}         | 0.5
          {"type":"number","exclusiveMinimum":0}                              | 1
          {"type":"number","multipleOf":0.25,"minimum":0.3}                   | 0.50
          {"type":"boolean"}                                                  | true
          {"type":"null"}                                                     | null
          {"type":["null","integer"]}                                         | 0
          {"type":"array","items":{"type":"integer"}}                         | [0]
          {"type":"array","items":{"type":"integer"},"minItems":2}            | [0,0]
          {"type":"array"}                                                    | []
          {"prefixItems":[{"const":1},{"const":2}]}                           | [1,2]
          {"type":"object","required":["a"]}                                  | {"a":"Simulated a for World"}
          {"allOf":[{"properties":{"a":{"const":1}}},{"properties":{"b":{"const":2}}}]} | {"a":1,"b":2}
          {"anyOf":[false,{"type":"integer"}]}                                | 0
          {"type":"object","properties":{"k":{"oneOf":[{"type":"string","const":"x"},{"type":"integer"}]}}} | {"k":"x"}
          {"$defs":{"n":{"type":"integer","minimum":2}},"properties":{"a":{"$ref":"#/$defs/n"}}} | {"a":2}
          {"properties":{"a":{"const":1},"ktsu_confidence":{"type":"number"}},"additionalProperties":false} | {"a":1,"ktsu_confidence":1.0}
          {"properties":{"ktsu_confidence":{"type":"number"},"ktsu_skip_reason":{"type":"string"},"ktsu_low_quality":{"type":"boolean"}}} | {"ktsu_confidence":1.0,"ktsu_low_quality":false}
          """)
  void aValueIsMadeThatSatisfiesTheSchema(String schema, String value) {
    assertEquals(value, Json.text(Sample.of(Json.parse(schema), ECHO)));
  }

  @Test
  void aTextNamesItsPropertyAndRepeatsTheUser() {
    JsonNode schema =
        Json.parse("{\"type\":\"object\",\"properties\":{\"greeting\":{\"type\":\"string\"}}}");

    assertEquals("Simulated greeting for World", Sample.of(schema, ECHO).path("greeting").asText());
  }

  @Test
  void aRecursiveSchemaComesToAnEnd() {
    JsonNode schema =
        Json.parse(
            """
            {"$defs":{"node":{"type":"object","properties":{
              "name":{"type":"string"},"next":{"$ref":"#/$defs/node"},
              "all":{"type":"array","items":{"$ref":"#/$defs/node"}}}}},
             "$ref":"#/$defs/node"}\
            """);

    assertTrue(Sample.of(schema, ECHO).path("next").path("next").isObject());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"properties":{"a":false}}                             | /a: no value is allowed
          {"type":"integer","minimum":3,"maximum":2}             | /: no number lies between minimum and maximum
          {"properties":{"a":{"type":"string","pattern":"(?<=x)y"}}} | /a: no text was found for pattern "(?<=x)y"
          {"$ref":"http://example.com/s.json"}                   | /: $ref "http://example.com/s.json" is not in this schema
          {"$ref":"#"}                                           | /: $ref leads in a circle
          {"type":"strin"}                                       | /: unknown type "strin"
          """)
  void aSchemaThatCannotBeMetIsRefusedWithItsPlace(String schema, String sentence) {
    NoSample refused = assertThrows(NoSample.class, () -> Sample.of(Json.parse(schema), ECHO));

    assertEquals(sentence, refused.getMessage());
  }

  @Test
  void whatOnlyTheWholeSchemaForbidsIsRefusedToo() {
    JsonNode schema = Json.parse("{\"type\":\"boolean\",\"not\":{\"const\":true}}");

    assertThrows(NoSample.class, () -> Sample.of(schema, ECHO));
  }
}
