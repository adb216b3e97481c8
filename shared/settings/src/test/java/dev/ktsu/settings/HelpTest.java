package dev.ktsu.settings;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HelpTest {
  @Test
  void everyFlagOfAPartIsListedWithVariableAndDefault() {
    String help = Help.of(Part.GATEWAY);

    assertTrue(help.contains("--port <port>"), help);
    assertTrue(help.contains("[KTSU_GATEWAY_PORT] Default: 5052"), help);
    assertFalse(help.contains("KTSU_RUNTIME_PORT"), help);
  }

  @Test
  void aSettingWithoutFlagIsListedUnderTheEnvironment() {
    String help = Help.of(Part.GATEWAY);
    String below = help.substring(help.indexOf("In the environment only:"));

    assertTrue(below.contains("KTSU_INTERNAL_TOKEN"), help);
    assertTrue(below.contains("KTSU_PROVIDER_TRIES_MAX"), help);
  }

  @Test
  void theFlagsOfAllTiersCarryTheirTier() {
    assertTrue(Help.ofAll().contains("--gateway-port <port>"));
  }
}
