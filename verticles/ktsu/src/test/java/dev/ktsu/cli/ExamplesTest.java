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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each example of the project, as its README runs it. */
@Execution(ExecutionMode.CONCURRENT)
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

  @ParameterizedTest
  @MethodSource("examples")
  void exampleHasTestsThatPass(String name) {
    Outcome outcome = cli().call("test", Cli.HOME.resolve("examples/" + name).toString());

    assertEquals(0, outcome.code(), outcome.out() + outcome.err());
    assertTrue(outcome.out().contains(", 0 failed"), outcome.out());
  }

  @Test
  void ordersAreFulfilledOrTheDeskIsTold() throws IOException {
    Copies.of("examples/sub-workflows", dir.resolve("sub-workflows"));

    Outcome outcome =
        cli().call("run", "sub-workflows", "--input", "{\"item\":\"rose\",\"quantity\":3}");

    assertTrue(outcome.err().contains("✔ fulfil/review  complete"), outcome.err());
    assertTrue(outcome.err().contains("✖ tell  failed"), outcome.err());
  }

  @Test
  void researchWritesAnAnswerThoughNobodyServesTools() throws IOException {
    Copies.of("examples/research-fanout", dir.resolve("research-fanout"));

    Outcome outcome =
        cli().call("run", "research-fanout", "--input", "{\"question\":\"How are the plants?\"}");

    assertEquals(0, outcome.code(), outcome.err());
    assertEquals(1, Json.parse(outcome.out()).get("gaps").asInt());
  }

  @Test
  void inboxFillsInTheFieldsOfALetter() throws IOException {
    Copies.of("examples/inbox", dir.resolve("inbox"));

    Outcome outcome =
        cli().call("run", "inbox", "--input", "{\"letter\":\"Twenty roses for Ada, please.\"}");

    assertEquals(0, outcome.code(), outcome.err());
    assertEquals(0, Json.parse(outcome.out()).get("quantity").asInt(-1));
    assertTrue(Json.parse(outcome.out()).has("customer"), outcome.out());
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
