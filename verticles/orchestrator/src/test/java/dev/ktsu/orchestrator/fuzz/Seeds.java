package dev.ktsu.orchestrator.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sound inputs to start from. */
final class Seeds {
  private static final String WORKFLOW =
      """
      kind: workflow
      name: w
      env: [{name: REGION, default: eu}, {name: TOKEN, secret: true}]
      params:
        schema: {type: object, required: [x], properties: {x: {type: array}, lang: {type: string, default: en}}}
      defaults: &wait 5
      pipeline:
        - id: pick
          condition: "length(params.x) > `0` && params.lang == 'en'"
          transform:
            inputs: [{from: params.x}, {from: "{{ params.x[0] }}"}]
            ops: [{filter: {expr: "a > `1`"}}, {map: {expr: "{k: a}"}}, {sort: {field: k, order: desc}}, {flatten: {}}]
          output: {schema: {type: object, required: [result]}}
        - id: greet-all
          agent: agents/a.agent.yaml
          params: {name: "Hi {{ step.pick.result[0].k }}", token: "{{ env.TOKEN }}"}
          retry: {max: 2}
        - id: tell
          webhook:
            url: "http://127.0.0.1:1/{{ env.REGION }}"
            body: {all: "{{ step.greet-all }}", n: 5, list: [a, "{{ params.lang }}"]}
        - {id: rest, sleep: {for: 5s}, depends_on: [tell]}
      """;

  private static final String AGENT =
      """
      name: greeter
      model: economy
      params:
        schema: {type: object, required: [name, token], properties: {name: {type: string}, token: {type: string, secret: true}}}
      prompt: {system: You greet., user: "Greet {{ params.name }}."}
      servers:
        - {name: kv, path: ../servers/s.server.yaml, params: {key: "{{ params.token }}"}, access: {allowlist: ["kv_*"]}}
      output: {schema: {type: object, required: [text], properties: {text: {type: string}}}}
      """;

  private static final String SERVER =
      """
      name: kv
      url: http://127.0.0.1:9200
      auth: {header: X-Key, scheme: raw, secret: "{{ params.key }}"}
      params: {key: {secret: true}}
      """;

  static final List<String> FILES = List.of(WORKFLOW, WORKFLOW, WORKFLOW, AGENT, SERVER);
  static final List<String> PATHS =
      List.of(
          "workflows/w.workflow.yaml",
          "workflows/w.workflow.yaml",
          "agents/a.agent.yaml",
          "servers/s.server.yaml",
          "gateway.yaml",
          "environments/e.env.yaml");

  static final Map<String, byte[]> PROJECT =
      new TreeMap<>(
          Map.of(
              PATHS.get(0), WORKFLOW.getBytes(StandardCharsets.UTF_8),
              PATHS.get(2), AGENT.getBytes(StandardCharsets.UTF_8),
              PATHS.get(3), SERVER.getBytes(StandardCharsets.UTF_8)));

  static final JsonNode SCOPE =
      Json.parse(
          """
          {"params": {"x": [3, 1, 2.5, 1e300, -7, 9007199254740993], "s": "text", "n": null, "o": {"a": {"b": [[1], [2, [3]]]}}},
           "step": {"a": {"items": [{"id": 1, "t": ["p", "q"]}, {"id": 2}, {"id": "3", "t": []}], "ok": true},
                    "my-step": {"k": "bug-report", "e": "", "u": "\\u0000é"}},
           "env": {"A": "1"}, "item": [[], {}], "item_index": 0}
          """);

  static final List<String> EXPRESSIONS =
      List.of(
          "params.x[?@ > `1`] | sort(@) | [0]",
          "step.a.items[*].{k: id, n: length(t || `[]`)}",
          "sort_by(step.a.items[?id != '3'], &id)[-1].id",
          "max_by(step.a.items[:2], &id).t[::-1]",
          "join(', ', map(&to_string(@), params.x))",
          "step.my-step.k == 'bug-report' && !(step.a.ok)",
          "params.o.a.b[][] | [@, @][]",
          "merge(params.o, {z: `{\"q\": [1, 2]}`}).*",
          "to_number(step.my-step.u) || avg(params.x) || sum(params.x)",
          "contains(step.my-step.k, 'bug') == contains(params.x, `1`)",
          "reverse(keys(params.o)) | not_null(@[0], params.n, 'none')",
          "abs(min(params.x)) >= ceil(`1.2`) || floor(params.x[2]) <= `2`",
          "type(params.n) == 'null' && starts_with(params.s, 'te') && ends_with(params.s, 'xt')",
          "values(step.a)[0][0:2:1] || to_array(params.s)",
          "\"step\".\"a\".items[?contains(t, 'p')].id | [0]");

  static final List<String> SCHEMAS =
      List.of(
          "{\"type\":\"object\",\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":[\"string\",\"null\"],"
              + "\"pattern\":\"^a+$\"},\"b\":{\"$ref\":\"#/$defs/n\"}},\"$defs\":{\"n\":{\"minimum\":0,"
              + "\"multipleOf\":0.5}}}",
          "{\"$id\":\"https://x.test/t\",\"$dynamicAnchor\":\"n\",\"items\":{\"$dynamicRef\":\"#n\"},"
              + "\"uniqueItems\":true,\"contains\":{\"const\":1},\"minContains\":0}",
          "{\"anyOf\":[{\"enum\":[1,\"a\",null]},{\"not\":{\"type\":\"object\"}},{\"if\":{\"type\":\"array\"},"
              + "\"then\":{\"maxItems\":2},\"else\":{\"format\":\"date-time\"}}]}",
          "{\"patternProperties\":{\"^x\":{\"maxLength\":3}},\"additionalProperties\":false,"
              + "\"propertyNames\":{\"minLength\":1},\"unevaluatedProperties\":true,"
              + "\"dependentRequired\":{\"a\":[\"b\"]},\"properties\":{\"a\":{\"default\":{\"q\":1}}}}",
          "{\"allOf\":[{\"$ref\":\"#\"}],\"prefixItems\":[true,{}],\"unevaluatedItems\":false}");

  static final List<JsonNode> VALUES =
      List.of(
          Json.parse("null"),
          Json.parse("\"aaaa\""),
          Json.parse("1.5"),
          Json.parse("[1, [1, [2]], {\"a\": null}]"),
          Json.parse("{\"a\": \"aab\", \"b\": -1, \"xyz\": [1], \"o\": {\"a\": {}}}"));

  static final List<String> BODIES =
      List.of(
          "{\"x\": [1, 2.50, 1e3, -0], \"lang\": \"en\", \"deep\": {\"a\": [[[[]]]]}}",
          "{\"x\": [\"\\u0000\", \"é\", \"\\ud83d\\ude00\"], \"big\":"
              + " 123456789012345678901234567890.5}",
          "{}",
          "{\"x\": [], \"a\": null, \"b\": {\"c\": true}}");

  static final Schema PARAMS =
      Schema.compile(
          Json.parse(
              "{\"type\":\"object\",\"required\":[\"x\"],\"properties\":{\"x\":{\"type\":\"array\"},"
                  + "\"lang\":{\"default\":\"en\",\"pattern\":\"^[a-z]+$\"}}}"));

  private Seeds() {}
}
