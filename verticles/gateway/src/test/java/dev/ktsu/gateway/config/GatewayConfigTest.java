package dev.ktsu.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Place;
import dev.ktsu.project.GatewayFile;
import dev.ktsu.project.ModelGroup;
import dev.ktsu.testkit.Case;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GatewayConfigTest {
  private static final String WITH_ENV =
      """
      env:
        - name: KEY
          secret: true
        - { name: HOST, default: "http://localhost:9" }
      providers:
        - name: p
          type: openai
          config:
            base_url: "{{ env.HOST }}/v1"
            api_key: "{{env.KEY}}"
      """;

  @Test
  @Case("G15-09")
  void anUnsetVariableWithoutDefaultRefusesTheStart() {
    InvalidInput refused = refused(WITH_ENV, Map.of());

    assertEquals("g.yaml:2:5: env var \"KEY\" is required but not set", refused.getMessage());
    assertEquals(2, refused.places().get(0).line());
  }

  @Test
  @Case("G15-09")
  void aDefaultStandsInForAnUnsetVariable() {
    GatewayConfig config = read(WITH_ENV, Map.of("KEY", "secret-key"));

    assertEquals("http://localhost:9/v1", config.providers().get(0).required("base_url"));
  }

  @Test
  @Case("G15-09")
  void aVariableSetToNothingCountsAsSet() {
    GatewayConfig config = read(WITH_ENV, Map.of("KEY", "secret-key", "HOST", ""));

    assertEquals("/v1", config.providers().get(0).required("base_url"));
  }

  @Test
  @Case("G15-09")
  void anUndeclaredReferenceRefusesTheStart() {
    String yaml =
        """
        providers:
          - name: p
            type: anthropic
            config:
              api_key: "{{ env.OTHER }}"
        """;

    InvalidInput refused = refused(yaml, Map.of("OTHER", "x"));

    assertEquals(
        "g.yaml:5:7: provider \"p\": config key \"api_key\": env var(s) [OTHER] referenced but"
            + " not declared in env: section. Declare it in env.",
        refused.places().getFirst().toString());
  }

  @Test
  void everyUnsetVariableIsReportedAtOnce() {
    InvalidInput refused = refused("env: [{ name: A }, { name: B }]", Map.of());

    assertEquals(
        List.of(
            "g.yaml:1:7: env var \"A\" is required but not set",
            "g.yaml:1:20: env var \"B\" is required but not set"),
        refused.places().stream().map(Place::toString).toList());
  }

  @Test
  void aBrokenFileIsRefusedWithItsPlaces() {
    String yaml = "model_groups: [{ name: g, strategy: fallback }]";

    assertEquals(
        "g.yaml:1:27: model group \"g\": strategy \"fallback\" is not supported yet. Remove it.",
        refused(yaml, Map.of()).places().getLast().toString());
  }

  @Test
  void aMissingFileNamesTheDemoOne() {
    InvalidInput refused =
        assertThrows(
            InvalidInput.class,
            () -> GatewayConfig.read(Path.of("no", "such.yaml"), List.of(), Map.of()));

    assertTrue(refused.getMessage().contains("conf/gateway.demo.yaml"), refused.getMessage());
  }

  @Test
  void anchorsAndMergeKeysWork() {
    String yaml =
        """
        providers: [{ name: p, type: simulated }]
        model_groups:
          - &base { name: g, models: [p/a/b] }
          - <<: *base
            name: h
            default_temperature: 0.5
        """;

    ModelGroup group = read(yaml, Map.of()).groups().get(1);

    assertEquals("h", group.name());
    assertEquals(List.of("p/a/b"), group.models());
    assertEquals(OptionalDouble.of(0.5), group.defaultTemperature());
  }

  @Test
  void aLiteralKeyIsKeptSecretAndWarnedOf() {
    String yaml = "providers: [{name: p, type: anthropic, config: {api_key: sk-literal-1}}]";

    GatewayConfig config = read(yaml, Map.of());

    assertEquals(Set.of("sk-literal-1"), config.secrets());
    assertTrue(config.warnings().get(0).contains("{{ env.NAME }}"), config.warnings().toString());
    assertFalse(config.toString().contains("sk-literal-1"), config.toString());
  }

  @Test
  void secretVariablesAreSecretEverywhere() {
    assertEquals(Set.of("secret-key"), read(WITH_ENV, Map.of("KEY", "secret-key")).secrets());
  }

  @Test
  void otherTemplatesStayAsTheyAre() {
    String yaml = "providers: [{name: p, type: simulated, config: {text: '{{ params.x }}'}}]";

    assertEquals("{{ params.x }}", read(yaml, Map.of()).providers().get(0).text("text", ""));
  }

  @Test
  void aModelOfAnUnknownProviderIsWarnedOf() {
    GatewayConfig config = read("model_groups: [{name: g, models: [q/m]}]", Map.of());

    assertTrue(config.warnings().get(0).contains("\"q\""), config.warnings().toString());
  }

  private static GatewayConfig read(String yaml, Map<String, String> environment) {
    return GatewayConfig.of(
        GatewayFile.parse("g.yaml", yaml.getBytes(StandardCharsets.UTF_8)), environment);
  }

  private static InvalidInput refused(String yaml, Map<String, String> environment) {
    return assertThrows(InvalidInput.class, () -> read(yaml, environment));
  }
}
