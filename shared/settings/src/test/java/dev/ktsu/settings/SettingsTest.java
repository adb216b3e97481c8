package dev.ktsu.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsTest {
  @Test
  void flagBeatsEnvironmentBeatsDefault() {
    Map<String, String> environment = Map.of("KTSU_ORCHESTRATOR_PORT", "6000");
    assertEquals(5050, Settings.of(Map.of()).get(Registry.ORCHESTRATOR_PORT));
    assertEquals(6000, Settings.of(environment).get(Registry.ORCHESTRATOR_PORT));
    assertEquals(
        7000,
        Settings.of(Part.ORCHESTRATOR, List.of("--port", "7000"), environment)
            .get(Registry.ORCHESTRATOR_PORT));
  }

  @Test
  void emptyVariableCountsAsUnset() {
    Settings settings = Settings.of(Map.of("KTSU_GATEWAY_PORT", ""));
    assertEquals(5052, settings.get(Registry.GATEWAY_PORT));
    assertFalse(settings.isSet(Registry.GATEWAY_PORT));
  }

  @Test
  void badValueNamesItsSourceAndWhatIsExpected() {
    Settings settings = Settings.of(Map.of("KTSU_GATEWAY_PORT", "http"));
    SettingError error =
        assertThrows(SettingError.class, () -> settings.get(Registry.GATEWAY_PORT));
    assertEquals(
        "KTSU_GATEWAY_PORT: \"http\" is not valid, expected a port from 0 to 65535 (0 = any free"
            + " port).",
        error.getMessage());
  }

  @Test
  void unknownFlagListsTheKnownOnes() {
    SettingError error =
        assertThrows(
            SettingError.class, () -> Settings.of(Part.GATEWAY, List.of("--prot", "1"), Map.of()));
    assertTrue(
        error.getMessage().startsWith("unknown flag --prot; known: --config, --env, --host"));
  }

  @Test
  void flagWithoutValueIsRefused() {
    SettingError error =
        assertThrows(
            SettingError.class, () -> Settings.of(Part.GATEWAY, List.of("--port"), Map.of()));
    assertTrue(error.getMessage().startsWith("--port needs a value"));
  }

  @Test
  void allTiersHaveFlagsOfTheirOwn() {
    Settings settings =
        Settings.ofAll(
            List.of("--gateway-port=1", "--orchestrator-port", "2", "--insecure"), Map.of());
    assertEquals(1, settings.get(Registry.GATEWAY_PORT));
    assertEquals(2, settings.get(Registry.ORCHESTRATOR_PORT));
    assertTrue(settings.get(Registry.INSECURE));
  }

  @Test
  void labelsAreNamesWithValues() {
    assertEquals(
        List.of("pool=large", "zone="),
        Settings.of(Map.of("KTSU_RUNTIME_LABELS", "pool=large, zone="))
            .get(Registry.RUNTIME_LABELS));
    SettingError refused =
        assertThrows(
            SettingError.class,
            () -> Settings.of(Map.of("KTSU_RUNTIME_LABELS", "large")).get(Registry.RUNTIME_LABELS));
    assertTrue(refused.getMessage().contains("pool=large,zone=a"), refused.getMessage());
  }

  @Test
  void proxyHasASchemeAHostAndAPort() {
    for (String url : List.of("", "http://p:3128", "socks5://u:p%40ss@10.0.0.1:1080/")) {
      assertEquals(
          url, Settings.of(Map.of("KTSU_EGRESS_PROXY", url)).get(Registry.EGRESS_PROXY), url);
    }
    for (String url : List.of("p:3128", "http://p", "https://p:3128", "http://a@b@p:1")) {
      Settings settings = Settings.of(Map.of("KTSU_EGRESS_PROXY", url));
      assertThrows(SettingError.class, () -> settings.get(Registry.EGRESS_PROXY), url);
    }
  }

  @Test
  void hostsHaveNoPorts() {
    assertEquals(
        List.of("tools", "*.example.org", "[::1]"),
        Settings.of(Map.of("KTSU_EGRESS_DIRECT", "tools, *.example.org,[::1]"))
            .get(Registry.EGRESS_DIRECT));
    for (String wrong : List.of("tools:80", "http://tools", "to*ls", "*")) {
      Settings settings = Settings.of(Map.of("KTSU_EGRESS_DIRECT", wrong));
      assertThrows(SettingError.class, () -> settings.get(Registry.EGRESS_DIRECT), wrong);
    }
  }

  @Test
  void flagOfAListMayStandSeveralTimes() {
    assertEquals(
        List.of("a", "b", "c"),
        Settings.of(
                Part.ORCHESTRATOR,
                List.of("--workspace", "a", "--workspace=b, c"),
                Map.of("KTSU_WORKSPACES", "d"))
            .get(Registry.WORKSPACES));
    assertEquals(
        List.of("d", "e"), Settings.of(Map.of("KTSU_WORKSPACES", "d,e,")).get(Registry.WORKSPACES));
  }

  @Test
  void everyDefaultIsValid() {
    Settings settings = Settings.of(Map.of());
    Registry.all().forEach(settings::get);
  }

  @Test
  void everySettingIsNamedOnceInItsPart() {
    Set<String> names = new HashSet<>();
    for (Setting<?> setting : Registry.all()) {
      assertTrue(names.add(setting.part() + setting.env()), setting.env());
      assertTrue(setting.env().startsWith("KTSU_"), setting.env());
      assertTrue(setting.help().endsWith("."), setting.env());
    }
  }
}
