package dev.ktsu.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.cli.Cli.Outcome;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.testkit.Case;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ValidateTest {
  private static final String ESCAPE = "\u001B";

  @TempDir private Path dir;

  @Test
  @Case("G17-04")
  void goodProjectIsListedFileByFile() {
    Projects.good(dir);

    Outcome outcome = validate();

    assertEquals(0, outcome.code(), outcome.err());
    assertEquals("", outcome.err());
    assertTrue(outcome.out().contains("Project Validation (" + dir + "):"), outcome.out());
    assertTrue(outcome.out().contains("  OKAY workflows/story.workflow.yaml"), outcome.out());
    assertTrue(outcome.out().contains("  OKAY gateway.yaml"), outcome.out());
    assertTrue(outcome.out().contains("Summary: 2 total, 2 valid, 0 invalid"), outcome.out());
    assertFalse(outcome.out().contains(ESCAPE), "no colours off a terminal");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("defects")
  @Case("G17-04")
  void defectIsNamedWithItsPlace(String what, String file, String text, String said) {
    Projects.good(dir).with(file, text);

    Outcome outcome = validate();

    assertEquals(1, outcome.code());
    assertTrue(outcome.out().contains("  FAIL "), outcome.out());
    assertTrue(outcome.out().matches("(?s).*    - \\S+:\\d+:\\d+: .*"), outcome.out());
    assertTrue(outcome.out().contains(said), outcome.out());
    assertTrue(outcome.err().startsWith("Error: "), outcome.err());
  }

  static Stream<Arguments> defects() {
    String workflow = "workflows/story.workflow.yaml";
    String agent = "agents/writer.agent.yaml";
    return Stream.of(
        Arguments.of(
            "unknown dependency",
            workflow,
            Projects.WORKFLOW + "    depends_on: [nobody]\n",
            "nobody"),
        Arguments.of("cycle", workflow, Projects.WORKFLOW + "    depends_on: [write]\n", "write"),
        Arguments.of(
            "missing agent",
            workflow,
            Projects.WORKFLOW.replace("writer.agent", "ghost.agent"),
            "agents/ghost.agent.yaml"),
        Arguments.of(
            "missing server",
            agent,
            Projects.AGENT
                + "servers:\n  - {name: kv, path: ../servers/kv.server.yaml, access: {allowlist:"
                + " ['*']}}\n",
            "kv.server.yaml"),
        Arguments.of(
            "whitespace reflect",
            agent,
            Projects.AGENT.replace("prompt: {", "prompt: {reflect: '  ', "),
            "reflect"),
        Arguments.of(
            "orphan agent without schema",
            "agents/orphan.agent.yaml",
            "name: orphan\nmodel: standard\nprompt: {system: x}\n",
            "output"),
        Arguments.of("unknown key", workflow, Projects.WORKFLOW + "colour: red\n", "colour"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wirings")
  @Case("G17-07")
  void whatWouldOnlyFailInARunIsFound(String what, String file, String text, String said) {
    Projects.good(dir).with(file, text);

    Outcome outcome = validate();

    assertEquals(1, outcome.code(), outcome.out());
    assertTrue(outcome.out().matches("(?s).*    - " + file + ":\\d+:\\d+: .*"), outcome.out());
    assertTrue(outcome.out().contains(said), outcome.out());
  }

  static Stream<Arguments> wirings() {
    String workflow = "workflows/story.workflow.yaml";
    String agent = "agents/writer.agent.yaml";
    return Stream.of(
        Arguments.of("unknown key", workflow, Projects.WORKFLOW + "colour: red\n", "colour"),
        Arguments.of(
            "template in the system prompt",
            agent,
            Projects.AGENT.replace("system: Write.", "system: 'Hi {{ params.name }}'"),
            "prompt.system must be static"),
        Arguments.of(
            "duplicate id",
            workflow,
            Projects.WORKFLOW + "  - {id: write, sleep: 1s}\n",
            "\"write\" is already defined"),
        Arguments.of(
            "bad expression",
            workflow,
            Projects.WORKFLOW + "    condition: 'step.write['\n",
            "condition: "),
        Arguments.of(
            "undeclared parameter of an agent",
            workflow,
            Projects.WORKFLOW.replace("params: {", "params: {colour: red, "),
            "colour"));
  }

  @Test
  @Case("G17-07")
  void unknownModelGroupIsAWarning() {
    Projects.good(dir)
        .with("agents/writer.agent.yaml", Projects.AGENT.replace("model: ", "model: un"));

    Outcome outcome = validate();

    assertEquals(0, outcome.code(), outcome.out());
    assertTrue(outcome.err().startsWith("Warning: workflows/"), outcome.err());
    assertTrue(outcome.err().contains("no model group \"unstandard\""), outcome.err());
  }

  @Test
  @Case("G17-05")
  void warningsDoNotFail() {
    Projects.good(dir)
        .with(
            "agents/writer.agent.yaml",
            Projects.AGENT.replace("prompt: {", "max_turns: 1\nprompt: {reflect: Look again., "));

    Outcome outcome = validate();

    assertEquals(0, outcome.code(), outcome.out());
    assertTrue(outcome.err().startsWith("Warning: agents/writer.agent.yaml:"), outcome.err());
  }

  @Test
  @Case("G17-05")
  void projectComesFromTheEnvironment() {
    Projects.good(dir.resolve("here"));

    Outcome outcome =
        new Cli(dir, Map.of("KTSU_PROJECT_DIR", dir.resolve("here").toString())).call("validate");

    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.out().contains("OKAY workflows/story.workflow.yaml"), outcome.out());
  }

  @Test
  void workspacesAreCheckedBesideTheProject() {
    Path other = dir.resolve("other");
    Projects.good(dir);
    Projects.good(other).with("workflows/broken.workflow.yaml", "{pipeline: [{id: s}]}");

    Outcome outcome =
        new Cli(dir, Map.of()).call("validate", dir.toString(), "--workspace", other.toString());

    assertEquals(1, outcome.code());
    assertTrue(outcome.out().contains("Project Validation (" + dir + "):"), outcome.out());
    assertTrue(outcome.out().contains("Project Validation (" + other + "):"), outcome.out());
    assertTrue(
        outcome.err().contains("Error: " + other + "/workflows/broken.workflow.yaml:1:13: "),
        outcome.err());
    assertTrue(
        outcome
            .err()
            .contains(
                "Warning: "
                    + other
                    + "/workflows/story.workflow.yaml:1:1: it cannot be invoked:"
                    + " workflows/story.workflow.yaml has the same name and comes first"),
        outcome.err());
  }

  @Test
  void wordsOfTheAuthorInASchemaLeaveTheOutputAlone() {
    Projects.good(dir)
        .with(
            "workflows/story.workflow.yaml",
            Projects.WORKFLOW.replace("name: {type: string", "name: {x-owner: us, type: string"));

    Outcome outcome = new Cli(dir, Map.of()).call("validate", dir.toString(), "--json");

    assertTrue(Json.parse(outcome.out()).path("valid").asBoolean(), outcome.out());
  }

  @Test
  void folderThatIsNotThereIsNamed() {
    Outcome outcome = new Cli(dir, Map.of()).call("validate", "nowhere");

    assertEquals(1, outcome.code());
    assertTrue(outcome.err().startsWith("Error: there is no folder nowhere"), outcome.err());
  }

  private Outcome validate() {
    return new Cli(dir, Map.of()).call("validate", dir.toString());
  }
}
