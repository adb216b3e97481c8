package dev.ktsu.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.project.Rule;
import dev.ktsu.schema.Schema;
import dev.ktsu.shell.InProcess;
import dev.ktsu.shell.InProcess.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two workflows share an agent with a mistake; one of them has a warning of its own. */
class FindingsForProgramsTest {
  private static final String STEP = "  - {id: write, agent: agents/writer.agent.yaml}\n";

  @TempDir private Path dir;
  private InProcess project;

  @BeforeEach
  void write() {
    project =
        InProcess.withWriter(dir)
            .with("workflows/a.workflow.yaml", "colour: red\npipeline:\n" + STEP)
            .with(
                "workflows/b.workflow.yaml",
                "pipeline:\n" + STEP + "  - {id: w, sleep: 1s, condition: '!params.x.y'}\n");
  }

  @Test
  void jsonHasEveryFindingWithRulePlaceAndRemedy() {
    Outcome outcome = validate("--json");

    JsonNode json = Json.parse(outcome.out());
    assertEquals(1, outcome.code());
    assertEquals("", outcome.err());
    assertEquals(
        List.of(
            "unknown-key error workflows/a.workflow.yaml:1:1",
            "negated-path warning workflows/b.workflow.yaml:3:36"),
        StreamSupport.stream(json.path("findings").spliterator(), false)
            .map(FindingsForProgramsTest::summary)
            .toList());
    assertEquals("unknown key \"colour\"", json.at("/findings/0/message").asText());
    assertTrue(json.at("/findings/0/remedy").asText().startsWith("Known here: "), outcome.out());
    assertEquals(
        Json.parse("{\"total\":2,\"valid\":1,\"invalid\":1,\"errors\":1,\"warnings\":1}"),
        json.path("summary"));
    assertEquals(
        Json.parse(
            "[{\"kind\":\"workflow\",\"file\":\"workflows/a.workflow.yaml\",\"valid\":false},"
                + "{\"kind\":\"workflow\",\"file\":\"workflows/b.workflow.yaml\",\"valid\":true}]"),
        json.path("files"));
  }

  @Test
  void findingOfASharedFileIsToldOnce() {
    project.with("agents/writer.agent.yaml", "name: writer\nmodel: m\nprompt: {system: Write.}\n");

    JsonNode json = Json.parse(validate("--json").out());

    assertEquals(
        1,
        StreamSupport.stream(json.path("findings").spliterator(), false)
            .filter(finding -> finding.path("rule").asText().equals("output-schema-missing"))
            .count());
  }

  @Test
  void warningsAloneLeaveTheExitCode() {
    project.with("workflows/a.workflow.yaml", "pipeline: []\n");

    assertEquals(0, validate("--json").code());
    assertEquals(0, validate("--sarif").code());
  }

  @Test
  void sarifSatisfiesTheSchemaOfItsStandard() throws IOException {
    Outcome outcome = validate("--sarif");

    assertEquals(1, outcome.code());
    assertEquals(List.of(), standard().check(Json.parse(outcome.out())));
  }

  @Test
  void sarifNamesRuleAndPlaceOfEachFinding() {
    JsonNode run = Json.parse(validate("--sarif").out()).at("/runs/0");

    JsonNode error = run.at("/results/0");
    JsonNode rules = run.at("/tool/driver/rules");
    assertEquals("unknown-key", error.path("ruleId").asText());
    assertEquals("unknown-key", rules.path(error.path("ruleIndex").asInt()).path("id").asText());
    assertEquals("error", error.path("level").asText());
    assertEquals("warning", run.at("/results/1/level").asText());
    JsonNode place = error.at("/locations/0/physicalLocation");
    assertEquals(
        dir.resolve("workflows/a.workflow.yaml").toUri().toString(),
        place.at("/artifactLocation/uri").asText());
    assertEquals(1, place.at("/region/startLine").asInt());
    assertEquals(1, place.at("/region/startColumn").asInt());
    assertEquals(Rule.values().length, rules.size());
  }

  @Test
  void sarifNamesFilesFromTheWorkingDirectory() {
    ObjectNode log =
        (ObjectNode)
            Json.parse(
                new InProcess(Path.of("src/test/resources/sarif"))
                    .call(ValidateCommand::new, "--sarif")
                    .out());

    assertEquals(
        "src/test/resources/sarif/gateway.yaml",
        log.at("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri").asText());
  }

  @Test
  void oneFormIsPrintedAtATime() {
    assertEquals(2, project.call(ValidateCommand::new, "--json", "--sarif").code());
  }

  private Outcome validate(String form) {
    return project.call(ValidateCommand::new, form);
  }

  private static String summary(JsonNode finding) {
    return "%s %s %s:%d:%d"
        .formatted(
            finding.path("rule").asText(),
            finding.path("severity").asText(),
            finding.path("file").asText(),
            finding.path("line").asInt(),
            finding.path("column").asInt());
  }

  private static Schema standard() throws IOException {
    try (var in =
        FindingsForProgramsTest.class.getResourceAsStream("/sarif/sarif-2.1.0.schema.json")) {
      return Schema.compile(Json.parse(Objects.requireNonNull(in).readAllBytes()));
    }
  }
}
