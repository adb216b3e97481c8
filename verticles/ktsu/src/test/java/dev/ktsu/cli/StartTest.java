package dev.ktsu.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.cli.Cli.Outcome;
import dev.ktsu.cli.Cli.Running;
import dev.ktsu.testkit.Case;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartTest {
  @TempDir private Path dir;

  @Test
  @Case("G17-10")
  void allTiersServeAndEndWithZero() throws Exception {
    Projects.good(dir.resolve("project"));

    try (Running tiers =
        cli()
            .start(
                "start",
                "--all",
                "--project-dir",
                "project",
                "--orchestrator-port=0",
                "--runtime-port=0",
                "--gateway-port=0")) {
      for (String tier : List.of("gateway", "orchestrator", "runtime")) {
        String url = tiers.await(tier + " listening on (\\S+)");
        assertEquals(200, status(url + "/health/live"), tier);
      }
      assertEquals(0, tiers.terminate());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "orchestrator", "runtime"})
  @Case("G17-10")
  void tierAloneServesAndEndsWithZero(String tier) throws Exception {
    Projects.good(dir);

    try (Running running = cli().start("start", tier, "--port", "0")) {
      String url = running.await(tier + " listening on (\\S+)");
      assertEquals(200, status(url + "/health/live"));
      assertEquals(0, running.terminate());
    }
  }

  @Test
  void missingGatewayFileIsAnError() {
    Outcome outcome = cli().call("start", "--all", "--orchestrator-port=0", "--gateway-port=0");

    assertEquals(1, outcome.code());
    assertTrue(outcome.err().contains("gateway.yaml"), outcome.err());
  }

  @Test
  void unknownFlagIsAnErrorThatNamesTheOthers() {
    Outcome outcome = cli().call("start", "gateway", "--colour", "red");

    assertEquals(1, outcome.code());
    assertTrue(outcome.err().contains("unknown flag --colour"), outcome.err());
    assertTrue(outcome.err().contains("--config"), outcome.err());
  }

  private static int status(String url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }

  private Cli cli() {
    return new Cli(dir, Map.of());
  }
}
