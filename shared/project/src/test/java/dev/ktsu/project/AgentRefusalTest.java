package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Agent files that no workflow uses; a server {@code s} with a secret and a plain parameter. */
class AgentRefusalTest {
  private static final String OUTPUT = "\noutput: {schema: {type: object}}\n";

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "modle: m                           § 1:1 unknown-key unknown key \"modle\"",
        "system: You are                    § 1:1 unknown-key unknown key \"system\"",
        "model: {grup: m}                   § 1:8 missing-field missing \"group\" ¶ 1:9 unknown-key"
            + " unknown key \"grup\"",
        "max_turns: many                    § 1:12 wrong-type \"max_turns\" takes a whole number,"
            + " not a text",
        "cost_budget_usd: much              § 1:18 wrong-type \"cost_budget_usd\" takes a number,"
            + " not a text",
        "params: {schema: {required: x}}    § 1:29 bad-schema not a JSON Schema: /required: string"
            + " found, array expected",
        "prompt: {system: 'Hi {{ params.x }}'} § 1:10 static-prompt prompt.system must be static",
        "prompt: {sistem: Hi}               § 1:10 unknown-key unknown key \"sistem\"",
        "prompt: {reflect: ' '}             § 1:10 empty-reflect reflect prompt is empty or"
            + " whitespace",
        "{max_turns: 1, prompt: {reflect: Check}, output: {schema: {type: object}}} § 1:25"
            + " reflect-unreachable reflect with max_turns 1: the agent has no turn for tools"
            + " before it reflects",
        "prompt: {user: '{{ params.x }}'}   § 1:20 undeclared-param the parameter \"x\" is not"
            + " declared in params.schema",
        "prompt: {user: '{{ step.a }}'}     § 1:20 namespace \"step.a\" is not available in"
            + " prompt.user",
        "prompt: {user: '{{ env.A }}'}      § 1:20 namespace \"env.A\" is not available in"
            + " prompt.user",
        "prompt: {reflect: '{{ name }}'}    § 1:23 namespace \"name\" is not available in"
            + " prompt.reflect",
        "prompt: {user: 'param:x'}          § 1:16 removed-form the form \"param:x\" was removed",
        "prompt: {user: 'params.x'}         § 1:16 bare-path \"params.x\" would be taken as a text,"
            + " not as a path",
        "prompt: {user: '{{ params.x'}      § 1:17 bad-expression prompt.user: the {{ is not closed"
            + " with }}",
        "servers: [{path: s.yaml, access: {allowlist: []}}] § 1:11 missing-field missing \"name\"",
        "servers: [{name: s, path: s.yaml}] § 1:11 allowlist-missing missing \"access.allowlist\":"
            + " the agent would get no tools",
        "servers: [{name: s, path: s.yaml, access: {}}] § 1:11 allowlist-missing missing"
            + " \"access.allowlist\": the agent would get no tools",
        "servers: [{name: s, path: s.yaml, access: {allowlist: ['*_x']}}] § 1:56 allowlist-pattern"
            + " \"*_x\" is no pattern for tools",
        "servers: [{name: s, path: s.yaml, access: {allowlist: ['a?', 'b[1]']}}] § 1:56"
            + " allowlist-pattern \"a?\" is no pattern for tools ¶ 1:62 allowlist-pattern \"b[1]\""
            + " is no pattern for tools",
        "servers: [{name: s, path: s.yaml, access: {allowlist: [5]}}] § 1:56 wrong-type"
            + " \"allowlist\" takes names of tools, not a number",
        "servers: [{name: s, path: no.yaml, access: {allowlist: []}}] § 1:27 file-missing there is"
            + " no server file no.yaml",
        "servers: [{name: s, path: ../../s.yaml, access: {allowlist: []}}] § 1:27 file-outside"
            + " ../../s.yaml lies outside the project",
        "servers: [{name: no, access: {allowlist: []}}] § 1:11 file-missing servers.yaml defines no"
            + " server \"no\"",
        "servers: [{name: s, path: s.yaml, access: {allowlist: []}}, {name: s, path: s.yaml,"
            + " access: {allowlist: []}}] § 1:62 duplicate-id the server \"s\" is used twice",
        "servers: [{name: s, path: s.yaml, params: {nope: x}, access: {allowlist: []}}] § 1:50"
            + " undeclared-param the server \"s\" declares no parameter \"nope\"",
        "servers: [{name: s, path: s.yaml, params: {plain: '{{ env.A }}'}, access: {allowlist:"
            + " []}}] § 1:55 namespace \"env.A\" is not available in a server's params",
        "servers: [{name: s, path: s.yaml, params: {plain: 'env:A'}, access: {allowlist: []}}] §"
            + " 1:51 removed-form the form \"env:A\" was removed",
      })
  void fileIsRefused(String text, String expected) {
    String output = text.contains("output:") ? "\n" : OUTPUT;

    assertEquals(List.of(expected.split(" ¶ ")), found(text + output));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "retry: 3",
        "timeout_s: 5",
      })
  void keyOfALaterReleaseIsNamed(String text) {
    List<String> found = found(text + OUTPUT);

    assertEquals(1, found.size(), found::toString);
    assertTrue(found.getFirst().endsWith("\" is not supported yet"), found::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"name: a", "output: {}", "output: {schema: {}}", "output: {schema: }"})
  void agentWithoutAnOutputSchemaIsRefused(String text) {
    assertEquals(
        List.of("1:1 output-schema-missing agent has no output schema defined"), found(text));
  }

  @Test
  void secretParameterMayNotAppearInPrompts() {
    assertEquals(
        List.of(
            "3:9 secret the secret parameter \"key\" must not appear in prompt.user: params.key →"
                + " prompt.user (agents/a.agent.yaml:3:9)",
            "4:12 secret the secret parameter \"key\" must not appear in prompt.reflect: params.key"
                + " → prompt.reflect (agents/a.agent.yaml:4:12)"),
        found(
            """
            params: {schema: {properties: {key: {secret: true}, keys: {}}}}
            prompt:
              user: "{{ params.keys }} {{ params.key }}"
              reflect: "{{ to_string(params) }}"
            output: {schema: {type: object}}
            """));
  }

  @Test
  void secretOfAParameterMayNotBeWrittenDown() {
    assertEquals(
        List.of(
            "1:61 secret the secret parameter \"key\" has its value written into the file",
            "2:51 secret the secret server param \"token\" has its value written into the file"),
        found(
            """
            params: {schema: {properties: {key: {secret: true, default: abcdefgh}}}}
            servers: [{name: t, path: t.yaml, params: {token: abcdefgh}, access: {allowlist: []}}]
            output: {schema: {type: object}}
            """));
  }

  @Test
  void defaultInARemovedFormIsRefused() {
    assertEquals(
        List.of("1:45 removed-form the form \"env:KEY\" was removed"),
        found("params: {schema: {properties: {k: {default: 'env:KEY'}}}}" + OUTPUT));
  }

  @Test
  void nameUnderWhichStepsGiveValuesToServersIsTaken() {
    assertEquals(
        List.of(
            "1:40 bad-id an agent cannot have a parameter \"server\": there a step gives values to"
                + " its servers"),
        found("params: {schema: {properties: {server: {}}}}" + OUTPUT));
  }

  @Test
  void secretsFlowFromSecretToSecret() {
    assertEquals(
        List.of(
            "4:71 secret server param \"token\" is secret but agent param \"plain\" is not marked"
                + " secret: params.plain → params.token of server \"up\""
                + " (agents/a.agent.yaml:4:71)",
            "6:22 secret server param \"plain\" is not secret but gets the secret agent param"
                + " \"key\": params.key → params.plain of server \"down\""
                + " (agents/a.agent.yaml:6:22)"),
        found(
            """
            params: {schema: {properties: {key: {secret: true}, plain: {}}}}
            servers:
              - {name: ok, path: t.yaml, access: {allowlist: []}, params: {token: "{{ params.key }}"}}
              - {name: up, path: t.yaml, access: {allowlist: []}, params: {token: "{{ params.plain }}"}}
              - {name: down, path: s.yaml, access: {allowlist: []},
                 params: {plain: "{{ params.key }}"}}
            output: {schema: {type: object}}
            """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "{{ params.plain }}-1 §",
        "{{ params.key }} § 2:50 secret the secret parameter \"key\" must not appear in"
            + " persistent_id: params.key → persistent_id (agents/a.agent.yaml:2:50)",
        "{{ params.none }} § 2:54 undeclared-param the parameter \"none\" is not declared in"
            + " params.schema",
        "{{ env.HOME }} § 2:54 namespace \"env.HOME\" is not available in persistent_id",
      })
  void persistentIdReadsParametersThatAreNotSecret(String id, String expected) {
    assertEquals(
        expected == null ? List.of() : List.of(expected),
        found(
            """
            params: {schema: {properties: {key: {secret: true}, plain: {}}}}
            servers: [{name: s, path: s.yaml, persistent_id: "%s", access: {allowlist: []}}]
            output: {schema: {type: object}}
            """
                .formatted(id)));
  }

  @Test
  void stepMayGiveWhatAnAgentGivesNoServer() {
    assertEquals(
        List.of(), found("servers: [{name: t, path: t.yaml, access: {allowlist: []}}]" + OUTPUT));
  }

  @Test
  void authMayReadASecretParameterOfTheAgent() {
    String agent =
        """
        params: {schema: {properties: {key: {secret: true}, open: {}}}}
        servers: [{name: u, path: u.yaml, access: {allowlist: []}}]
        output: {schema: {type: object}}
        """;

    assertEquals(List.of(), found(agent, "{url: http://u, auth: {secret: '{{ params.key }}'}}"));
    assertEquals(
        List.of(
            "2:11 secret server \"u\" auth.secret references \"open\", which is not marked secret"),
        found(agent, "{url: http://u, auth: {secret: '{{ params.open }}'}}"));
    assertEquals(
        List.of(
            "2:11 undeclared-param server \"u\" auth.secret references \"none\", which neither it"
                + " nor the agent declares"),
        found(agent, "{url: http://u, auth: {secret: '{{ params.none }}'}}"));
  }

  private static List<String> found(String agent) {
    return found(agent, "url: u");
  }

  private static List<String> found(String agent, String u) {
    Project project =
        Files.empty()
            .with(Files.AGENT, agent)
            .with("agents/s.yaml", "{name: s, url: http://u, params: {plain: {default: x}}}")
            .with("agents/t.yaml", "{url: http://u, params: {token: {secret: true}}}")
            .with("agents/u.yaml", u.startsWith("{") ? u.replace("{url", "{name: u, url") : u)
            .project();
    List<String> found = new ArrayList<>();
    for (Diagnostic each : project.validate().entries().getFirst().diagnostics()) {
      found.add(each.line() + ":" + each.column() + " " + each.rule() + " " + each.message());
    }
    return found;
  }
}
