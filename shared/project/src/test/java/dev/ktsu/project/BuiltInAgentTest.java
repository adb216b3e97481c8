package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents that come with the product. */
class BuiltInAgentTest {
  private static final String PATH = "ktsu/secure-parser@1.agent.yaml";
  private static final String PARAMS =
      "source_field: text, extract: {amount: {type: number}, who: {}}, text: '{{ params.n }}'";

  private static Files step(String reference, String params) {
    return Files.empty()
        .pipeline(
            "  - {id: p, agent: "
                + reference
                + ", model: {group: economy}, params: {"
                + params
                + "}}\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"@1", "@1.0", "@1.0.0", "@1.2.3"})
  void parserIsFoundByItsVersion(String version) {
    Agent agent = step("ktsu/secure-parser" + version, PARAMS).load().agentsByStep().get("p");

    assertEquals(PATH, agent.path());
    assertEquals("ktsu/secure-parser", agent.name());
    assertEquals(List.of(), agent.servers());
  }

  @Test
  void fieldsOfTheStepAreWhatTheAgentMustAnswer() {
    Agent agent = step("ktsu/secure-parser@1", PARAMS).load().agentsByStep().get("p");

    assertEquals(
        List.of("source_field", "extract", "text"),
        agent.params().stream().map(AgentParam::name).toList());
    assertTrue(agent.params().stream().allMatch(AgentParam::required));
    assertEquals(
        Json.parse("[\"ktsu_injection_attempt\",\"ktsu_confidence\",\"amount\",\"who\"]"),
        agent.outputSchema().get("required"));
    assertEquals(
        Json.parse("{\"type\":\"number\"}"), agent.outputSchema().at("/properties/amount"));
    assertEquals(
        Json.parse("{\"type\":\"boolean\"}"),
        agent.outputSchema().at("/properties/ktsu_injection_attempt"));
    assertEquals("false", agent.outputSchema().get("additionalProperties").asText());
  }

  @Test
  void stepsOfOneWorkflowHaveFieldsOfTheirOwn() {
    Map<String, Agent> agents =
        Files.empty()
            .pipeline(
                """
                  - {id: a, agent: ktsu/secure-parser@1, model: {group: g},
                     params: {source_field: t, extract: {x: {}}, t: one}}
                  - {id: b, agent: ktsu/secure-parser@1, model: {group: g},
                     params: {source_field: t, extract: {y: {}}, t: two}}
                """)
            .load()
            .agentsByStep();

    assertTrue(agents.get("a").outputSchema().at("/properties").has("x"));
    assertTrue(agents.get("b").outputSchema().at("/properties").has("y"));
    assertEquals(false, agents.get("b").outputSchema().at("/properties").has("x"));
  }

  @Test
  void fileOfTheAgentIsAPartOfTheDefinition() {
    Definition definition = step("ktsu/secure-parser@1", PARAMS).load();
    Map<String, byte[]> files = new TreeMap<>(definition.files());
    String newer =
        new String(files.get(PATH), StandardCharsets.UTF_8).replace("max_turns: 3", "max_turns: 4");
    files.put(PATH, newer.getBytes(StandardCharsets.UTF_8));

    Definition pinned = Definition.restore("w", files);

    assertEquals(4, pinned.agentsByStep().get("p").maxTurns());
    assertNotEquals(definition.digest(), pinned.digest());
    assertEquals(definition.digest(), Definition.restore("w", definition.files()).digest());
  }

  @Test
  void fileOfAProjectDoesNotTakeItsPlace() {
    Agent agent =
        step("ktsu/secure-parser@1", PARAMS)
            .with(PATH, "{name: other, output: {schema: {type: object}}}")
            .load()
            .agentsByStep()
            .get("p");

    assertEquals("ktsu/secure-parser", agent.name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "ktsu/secure-parser    § 5:20 bad-value \"ktsu/secure-parser\" names no version",
        "ktsu/secure-parser@2  § 5:20 file-missing there is no built-in agent"
            + " \"ktsu/secure-parser@2\"",
        "ktsu/secure-pasrer@1  § 5:20 file-missing there is no built-in agent"
            + " \"ktsu/secure-pasrer@1\"",
        "ktsu/other@1          § 5:20 file-missing there is no built-in agent \"ktsu/other@1\"",
      })
  void unknownAgentIsRefused(String reference, String expected) {
    assertEquals(List.of(expected), step(reference, PARAMS).found());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "extract: {a: {}}, t: x                                 § missing-param required agent"
            + " param \"source_field\" has no value",
        "source_field: t, t: x                                  § missing-param required agent"
            + " param \"extract\" has no value",
        "source_field: t, extract: {a: {}}                      § missing-param required agent"
            + " param \"t\" has no value",
        "source_field: t, extract: {a: {}}, t: x, u: y          § undeclared-param the agent"
            + " \"ktsu/secure-parser\" declares no parameter \"u\"",
        "source_field: '{{ params.f }}', extract: {a: {}}, t: x § bad-value source_field must not"
            + " depend on a run",
        "source_field: extract, extract: {a: {}}                § bad-value source_field takes the"
            + " name of another parameter",
        "source_field: t, extract: {}, t: x                     § bad-value extract takes a mapping"
            + " of fields to find",
        "source_field: t, extract: {a: '{{ params.s }}'}, t: x  § bad-value extract must not depend"
            + " on a run",
        "source_field: t, extract: {ktsu_flags: {}}, t: x       § bad-value the field ktsu_flags"
            + " has a name of the agent's own",
      })
  void wrongParamIsRefused(String params, String expected) {
    List<String> found = step("ktsu/secure-parser@1", params).found();

    assertEquals(1, found.size(), found::toString);
    assertEquals(expected, found.getFirst().replaceFirst("^\\S+ ", ""));
  }

  @Test
  void fieldThatIsNoSchemaIsRefusedInItsPlace() {
    List<String> found =
        step(
                "ktsu/secure-parser@1",
                "source_field: t, t: x, extract: {a: {type: {}}, b: {type: number}}")
            .found();

    assertEquals(1, found.size(), found::toString);
    assertTrue(found.getFirst().contains("bad-value not a JSON Schema"), found::toString);
  }
}
