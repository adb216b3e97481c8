package dev.ktsu.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The main class in a process of its own. */
@Timeout(60)
class GatewayProcessTest {
  @Test
  void aTermSignalEndsTheProcessWithZero() throws Exception {
    Process process = start("--config", "../../conf/gateway.demo.yaml", "--port", "0");
    BufferedReader log = process.errorReader(StandardCharsets.UTF_8);
    String first = log.readLine();

    process.toHandle().destroy();

    assertTrue(first.contains("gateway listening on http://127.0.0.1:"), first);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), log.lines().toList()::toString);
  }

  @Test
  void aStartWithoutConfigurationNamesTheDemoOne() throws Exception {
    Process process = start("--config", "missing.yaml");

    String error = process.errorReader(StandardCharsets.UTF_8).readLine();

    assertEquals(
        "Error: gateway init: missing.yaml does not exist; write one, or start with --config"
            + " conf/gateway.demo.yaml",
        error);
    assertEquals(1, process.waitFor());
  }

  @Test
  void helpListsTheFlags() throws Exception {
    Process process = start("--help");

    List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();

    assertTrue(lines.stream().anyMatch(line -> line.contains("--config <path>")), lines::toString);
    assertEquals(0, process.waitFor());
  }

  private static Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
    command.add(GatewayMain.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("KTSU_"));
    return builder.start();
  }
}
