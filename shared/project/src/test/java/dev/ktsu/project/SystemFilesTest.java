package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemFilesTest {
  private static final String GATEWAY =
      """
      env:
        - {name: KEY, secret: true}
      providers:
        - name: open
          type: openai
          config: {base_url: "http://127.0.0.1:1/v1", api_key: "{{ env.KEY }}", note: "{{ other }}"}
        - {name: claude, type: anthropic, config: {api_key: "{{env.KEY}}"}}
        - {name: sim, type: simulated}
      model_groups:
        - name: economy
          models: [open/gpt-4o-mini, claude/claude-haiku/x]
          strategy: round_robin
          default_temperature: 0.2
          pricing:
            - {model: gpt-4o-mini, input_per_million: 0.15, output_per_million: 0.6, cached_input_per_million: 0.075}
      """;

  @Test
  void gatewayIsRead() {
    GatewayFile gateway = gateway(GATEWAY).orElseThrow();

    assertEquals(
        List.of(ProviderType.OPENAI, ProviderType.ANTHROPIC, ProviderType.SIMULATED),
        gateway.providers().stream().map(Provider::type).toList());
    assertEquals(
        List.of(
            new ModelGroup(
                "economy",
                List.of("open/gpt-4o-mini", "claude/claude-haiku/x"),
                "round_robin",
                OptionalDouble.of(0.2),
                List.of(
                    new ModelGroup.Price(
                        "gpt-4o-mini", 150_000_000, 600_000_000, 75_000_000, 150_000_000)))),
        gateway.groups());
  }

  @Test
  void declaredVariablesArePutIntoAProvidersConfiguration() {
    Provider provider = gateway(GATEWAY).orElseThrow().providers().getFirst();

    assertEquals(
        Json.parse(
            "{\"base_url\":\"http://127.0.0.1:1/v1\",\"api_key\":\"$1\\\\\",\"note\":\"{{ other"
                + " }}\"}"),
        provider.resolved(Map.of("KEY", "$1\\")::get));
  }

  @Test
  void projectWithoutAGatewayFileHasNone() {
    assertEquals(Optional.empty(), Files.empty().project().gateway());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "provider: []                                          § 1:1 unknown-key unknown key"
            + " \"provider\"",
        "providers: [{type: simulated}]                        § 1:13 missing-field missing"
            + " \"name\"",
        "providers: [{name: p}]                                § 1:13 missing-field missing"
            + " \"type\"",
        "providers: [{name: p, type: openay}]                  § 1:23 bad-value provider \"p\":"
            + " unknown provider type \"openay\"",
        "providers: [{name: p, type: openai}]                  § 1:13 missing-field provider"
            + " \"p\": missing api_key ¶ 1:13 missing-field provider \"p\": missing base_url",
        "providers: [{name: p, type: openai, config: {api_key: x}}] § 1:45 missing-field"
            + " provider \"p\": missing base_url",
        "providers: [{name: p, type: anthropic, config: {}}]   § 1:48 missing-field provider"
            + " \"p\": missing api_key",
        "providers: [{name: a/b, type: simulated}]             § 1:14 bad-value provider \"a/b\": a"
            + " name holds no slash",
        "model_groups: [{name: g, models: [], strategy: fallback}] § 1:16 unusable-model the model"
            + " group \"g\" has no models; each call to it will fail ¶ 1:38 not-supported model"
            + " group \"g\": strategy \"fallback\" is not supported yet",
        "model_groups: [{name: g, models: [], strategy: magic}] § 1:16 unusable-model the model"
            + " group \"g\" has no models; each call to it will fail ¶ 1:38 bad-value model group"
            + " \"g\": unknown strategy \"magic\"",
        "providers: [{name: p, type: simulated, config: {k: '{{ env.X }}'}}] § 1:49 undeclared-env"
            + " provider \"p\": config key \"k\": env var(s) [X] referenced but not declared in"
            + " env: section",
        "providers: [{name: p, type: simulated}, {name: p, type: simulated}] § 1:42 duplicate-id"
            + " the provider \"p\" is defined twice",
        "model_groups: [{name: g, models: []}]                 § 1:16 unusable-model the model"
            + " group \"g\" has no models; each call to it will fail",
        "model_groups: [{name: g, models: [m]}]                § 1:35 unusable-model the model"
            + " \"m\" names no provider",
        "model_groups: [{name: g, models: [p/m]}]              § 1:35 unusable-model there is no"
            + " provider \"p\"",
        "model_groups: [{name: g, models: [p/m], default_temperature: 3}] § 1:35 unusable-model"
            + " there is no provider \"p\" ¶ 1:41 bad-value \"default_temperature\" must lie"
            + " between 0.0 and 2.0, got 3.0",
        "model_groups: [{models: [p/m]}]                       § 1:16 missing-field missing"
            + " \"name\" ¶ 1:26 unusable-model there is no provider \"p\"",
        "{providers: [{name: p, type: simulated}], model_groups: [{name: g, models: [p/m], pricing:"
            + " [{model: m}]}]} § 1:93 missing-field missing \"input_per_million\" ¶ 1:93"
            + " missing-field missing \"output_per_million\"",
        "{providers: [{name: p, type: simulated}], model_groups: [{name: g, models: [p/m]}, {name:"
            + " g, models: [p/m]}]} § 1:85 duplicate-id the model group \"g\" is defined twice",
      })
  void gatewayIsJudged(String text, String expected) {
    assertEquals(List.of(expected.split(" ¶ ")), found("gateway.yaml", text));
  }

  @Test
  void brokenGatewayIsRefusedWithItsPlaces() {
    var refusal = assertThrows(InvalidInput.class, () -> gateway("providers: [{name: p}]"));

    assertEquals("project_invalid", refusal.code().word());
    assertEquals(
        "gateway.yaml:1:13: missing \"type\". Add it.", refusal.places().getFirst().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "servers: [{url: http://u}]                       § 1:11 missing-field missing \"name\"",
        "servers: [{name: s}]                      § 1:11 missing-field missing \"url\"",
        "servers: [{name: s, url: http://u}, {name: s, url: http://u}] § 1:38 duplicate-id the"
            + " server \"s\" is defined twice",
        "servers: [{name: s, url: http://u, tools: []}]   § 1:36 unknown-key unknown key \"tools\"",
        "servers: [{name: s, url: '{{ env.U }}'}]  § 1:21 namespace the url of a server is static",
        "servers: [{name: s, url: http://u, params: {p: x}}] § 1:48 wrong-type \"p\" takes a"
            + " mapping, not a text",
        "servers: [{name: s, url: http://u, params: {p: {default: 'env:X'}}}] § 1:58 removed-form"
            + " the form \"env:X\" was removed",
        "servers: [{name: s, url: http://u, params: {p: {default: x, secret: true}}}] § 1:58 secret"
            + " the secret parameter \"p\" has its value written into the file",
        "servers: [{name: s, url: http://u, auth: {}}]    § 1:42 missing-field missing \"secret\"",
        "servers: [{name: s, url: http://u, auth: {secret: abc}}] § 1:51 secret the secret is"
            + " written into the file",
        "servers: [{name: s, url: http://u, auth: {secret: 'env:X'}}] § 1:51 removed-form the form"
            + " \"env:X\" was removed ¶ 1:51 secret the secret is written into the file",
        "servers: [{name: s, url: http://u, auth: {secret: '{{ env.X }}'}}] § 1:55 namespace"
            + " \"env.X\" is not available in auth.secret",
        "servers: [{name: s, url: http://u, auth: {secret: '{{ params.p }}', scheme: basic}}] §"
            + " 1:69 bad-value \"scheme\" cannot be \"basic\"",
        "servers: [{name: s, url: http://u, params: {p: }, auth: {secret: '{{ params.p }}'}}] §"
            + " 1:66 secret auth.secret reads \"p\", which is not secret",
      })
  void serversAreJudged(String text, String expected) {
    assertEquals(List.of(expected.split(" ¶ ")), found("servers.yaml", text));
  }

  @Test
  void environmentIsRead() {
    Environment environment =
        Files.empty()
            .with(
                "environments/dev.env.yaml",
                """
                name: dev
                variables: {HOST: localhost, PORT: 8080}
                providers: [{name: sim, type: simulated, config: {k: "{{ env.ANY }}"}}]
                state: {driver: sqlite, dsn: ktsu.db}
                """)
            .project()
            .environment("environments/dev.env.yaml")
            .orElseThrow();

    assertEquals("dev", environment.name());
    assertEquals(Map.of("HOST", "localhost", "PORT", "8080"), environment.variables());
    assertEquals(Optional.of(new Environment.StateStore("sqlite", "ktsu.db")), environment.state());
    assertEquals(1, environment.providers().size());
  }

  @Test
  void environmentIsJudged() {
    assertEquals(
        List.of("1:2 unknown-key unknown key \"vars\"", "1:19 missing-field missing \"driver\""),
        found("environments/dev.env.yaml", "{vars: {}, state: {}}"));
  }

  private static Optional<GatewayFile> gateway(String text) {
    return Files.empty().with("gateway.yaml", text).project().gateway();
  }

  private static List<String> found(String path, String text) {
    Report report = Files.empty().with(path, text).project().validate();
    assertTrue(report.entries().stream().allMatch(entry -> entry.kind() == Report.Kind.SYSTEM));
    List<String> found = new ArrayList<>();
    for (Diagnostic each : report.entries().getFirst().diagnostics()) {
      found.add(each.line() + ":" + each.column() + " " + each.rule() + " " + each.message());
    }
    return found;
  }
}
