package dev.ktsu.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.testkit.TierProcess;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The main class in a process of its own. */
class GatewayProcessTest {
  private static TierProcess start(String... arguments) {
    return TierProcess.start(GatewayMain.class, Map.of(), arguments);
  }

  @Test
  void aTermSignalEndsTheProcessWithZero() {
    try (TierProcess gateway = start("--config", "../../conf/gateway.demo.yaml", "--port", "0")) {
      String url = gateway.url();

      assertEquals(0, gateway.terminate(), gateway.log()::toString);

      assertTrue(url.startsWith("http://127.0.0.1:"), url);
      assertTrue(
          gateway.log().stream().anyMatch(line -> line.contains("gateway listening on " + url)),
          gateway.log()::toString);
    }
  }

  @Test
  void aStartWithoutConfigurationNamesTheDemoOne() {
    TierProcess gateway = start("--config", "missing.yaml");

    assertEquals(1, gateway.exitValue());

    assertEquals(
        List.of(
            "Error: gateway init: missing.yaml does not exist; write one, or start with --config"
                + " conf/gateway.demo.yaml"),
        gateway.log().stream().filter(line -> line.startsWith("Error: ")).toList());
  }

  @Test
  void helpListsTheFlags() {
    TierProcess gateway = start("--help");

    assertEquals(0, gateway.exitValue());

    List<String> lines = gateway.log();
    assertTrue(lines.stream().anyMatch(line -> line.contains("--config <path>")), lines::toString);
  }
}
