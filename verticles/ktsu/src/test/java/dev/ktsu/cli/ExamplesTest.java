package dev.ktsu.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.cli.Cli.Outcome;
import dev.ktsu.contracts.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each example of the project, as its README runs it. */
class ExamplesTest {
  @TempDir private Path dir;

  static List<String> examples() throws IOException {
    try (Stream<Path> folders = Files.list(Cli.HOME.resolve("examples"))) {
      return folders.filter(Files::isDirectory).map(each -> each.getFileName().toString()).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void exampleIsValid(String name) {
    Outcome outcome = cli().call("validate", Cli.HOME.resolve("examples/" + name).toString());

    assertEquals(0, outcome.code(), outcome.err());
    assertEquals("", outcome.err());
    assertTrue(Files.exists(Cli.HOME.resolve("examples/" + name + "/README.md")));
  }

  @Test
  void helloGreetsByName() throws IOException {
    Copies.of("examples/hello", dir.resolve("hello"));

    Outcome outcome = cli().call("run", "hello", "--input", "{\"name\":\"Ada\"}");

    assertEquals(0, outcome.code(), outcome.err());
    assertEquals("Simulated greeting for Ada", Json.parse(outcome.out()).get("greeting").asText());
  }

  @Test
  void helloGreetsTheWorldByDefault() throws IOException {
    Copies.of("examples/hello", dir.resolve("hello"));

    Outcome outcome = cli().call("run", "hello");

    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.out().contains("World"), outcome.out());
  }

  @Test
  void triageDraftsAReplyAndPostsNothingByDefault() throws IOException {
    Copies.of("examples/support-triage", dir.resolve("support-triage"));

    Outcome outcome =
        cli().call("run", "support-triage", "--input", "{\"ticket\":\"I cannot log in\"}");

    assertEquals(0, outcome.code(), outcome.err());
    JsonNode summary = Json.parse(outcome.out()).at("/result/0");
    assertEquals("billing", summary.get("category").asText());
    assertEquals("low", summary.get("urgency").asText());
    assertTrue(summary.get("reply").asText().contains("I cannot log in"), outcome.out());
    assertTrue(outcome.err().contains("↷ notify  skipped"), outcome.err());
  }

  private Cli cli() {
    return new Cli(dir, Map.of());
  }
}
