package dev.ktsu.project;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Secrets on their way from the root through two sub-workflows to an agent and its server. */
class SecretFlowTest {
  private static final String ROOT =
      """
      env: [{name: TOKEN, secret: true}, {name: HOST}]
      params: {schema: {type: object, properties: {key: {type: string, secret: true}, n: {}}}}
      pipeline:
        - {id: part, workflow: mid.workflow.yaml, params: {token: "{{ env.TOKEN }}", key: "{{ params.key }}"}}
      """;
  private static final String MID =
      """
      visibility: sub-workflow
      params: {schema: {properties: {token: {secret: true}, key: {secret: true}, open: {}}}}
      pipeline:
        - {id: deep, workflow: low.workflow.yaml, params: {token: "{{ params.token }}"}}
      """;
  private static final String LOW =
      """
      visibility: sub-workflow
      params: {schema: {properties: {token: {secret: true}}}}
      pipeline:
        - {id: read, agent: agents/a.agent.yaml, params: {name: x, token: "{{ params.token }}"}}
      """;
  private static final String WAY =
      "env.TOKEN → params.token of step \"part\" (workflows/w.workflow.yaml:4:61)"
          + " → params.token of step \"deep\" (workflows/mid.workflow.yaml:4:61)";

  private static Files project(String root, String mid, String low) {
    return Files.sound()
        .with(Files.WORKFLOW, root)
        .with("workflows/mid.workflow.yaml", mid)
        .with("workflows/low.workflow.yaml", low);
  }

  @Test
  void secretsPassFromSecretToSecretAtAnyDepth() {
    assertEquals(List.of(), project(ROOT, MID, LOW).found());
  }

  @Test
  void leakOfASecretIsShownWithItsWholeWay() {
    String low = LOW.replace("name: x", "name: \"{{ params.token }}\"");

    assertEquals(
        List.of(
            "workflows/low.workflow.yaml:4:59 secret the agent param \"name\" is not secret but"
                + " gets the secret params.token: "
                + WAY
                + " → params.name of step \"read\" (workflows/low.workflow.yaml:4:59)"),
        project(ROOT, MID, low).found());
  }

  @Test
  void leakInsideOfTheAgentIsShownWithItsWholeWay() {
    Files files =
        project(ROOT, MID, LOW)
            .with(
                Files.AGENT,
                """
                model: m
                params: {schema: {properties: {name: {}, token: {secret: true}}}}
                prompt: {user: "{{ params.token }}"}
                servers:
                  - {name: kv, path: ../servers/s.server.yaml, access: {allowlist: []},
                     params: {key: "{{ params.name }}", region: "{{ params.token }}"}}
                output: {schema: {type: object}}
                """);
    String way = WAY + " → params.token of step \"read\" (workflows/low.workflow.yaml:4:69)";

    assertEquals(
        List.of(
            "agents/a.agent.yaml:3:16 secret the secret parameter \"token\" must not appear in"
                + " prompt.user: "
                + way
                + " → prompt.user (agents/a.agent.yaml:3:16)",
            "agents/a.agent.yaml:6:20 secret server param \"key\" is secret but agent param"
                + " \"name\" is not marked secret: params.name → params.key of server \"kv\""
                + " (agents/a.agent.yaml:6:20)",
            "agents/a.agent.yaml:6:49 secret server param \"region\" is not secret but gets the"
                + " secret agent param \"token\": "
                + way
                + " → params.region of server \"kv\" (agents/a.agent.yaml:6:49)"),
        files.found());
  }

  @Test
  void secretParameterNeedsASecret() {
    assertEquals(
        List.of(
            "workflows/mid.workflow.yaml:4:61 secret the param \"token\" is secret and must come"
                + " from a secret alone: params.open → params.token of step \"deep\""
                + " (workflows/mid.workflow.yaml:4:61)"),
        project(ROOT, MID.replace("params.token", "params.open"), LOW).found());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "{id: a, transform: {inputs: [{from: params.key}]}} § transform.inputs.from § params.key",
        "{id: a, condition: env.TOKEN, transform: {inputs: [{from: params.n}]}} § condition §"
            + " env.TOKEN",
        "{id: a, for_each: {from: '[env.TOKEN]'}, transform: {inputs: [{from: item}]}} §"
            + " for_each.from § env.TOKEN",
        "{id: a, sleep: '{{ params.key }}'} § sleep § params.key",
        "{id: a, transform: {inputs: [{from: params}]}} § transform.inputs.from § params.key",
      })
  void placeThatIsRecordedReadsNoSecret(String step, String place, String secret) {
    List<String> found = project(ROOT + "  - " + step + "\n", MID, LOW).found();

    assertEquals(1, found.size(), found::toString);
    String message = found.getFirst();
    assertEquals(
        place + " must not read the secret " + secret + ": " + secret + " → " + place,
        message.substring(
            message.indexOf("secret " + place) + "secret ".length(), message.indexOf(" of step")));
  }

  @Test
  void webhookMayCarryASecretOut() {
    String call =
        "  - {id: call, webhook: {url: 'http://x/{{ params.key }}', body: {t: '{{ env.TOKEN"
            + " }}'}}}\n";

    assertEquals(List.of(), project(ROOT + call, MID, LOW).found());
  }

  @Test
  void resultReadsNoSecret() {
    assertEquals(
        List.of(
            "5:19 secret output.map must not read the secret params.key: params.key →"
                + " output.map.k (workflows/w.workflow.yaml:5:19)"),
        project(ROOT + "output: {map: {k: params.key}}\n", MID, LOW).found());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '^',
      value = {
        "{secret: true, default: abcdefgh} § the secret parameter \"p\" has its value written into"
            + " the file",
        "{secret: true, type: number} § the secret parameter \"p\" is no text",
        "{properties: {q: {secret: true}}} § a part of the parameter \"p\" is marked secret",
      })
  void secretOfACallerIsATextAsAWholeThatTheFileDoesNotHave(String schema, String expected) {
    List<String> found =
        Files.empty()
            .with(Files.WORKFLOW, "params: {schema: {properties: {p: " + schema + "}}}\n")
            .found();

    assertEquals(1, found.size(), found::toString);
    assertEquals(expected, found.getFirst().replaceFirst("^\\S+ secret ", ""));
  }

  @Test
  void headersOfAWebhookMayReadSecrets() {
    assertEquals(
        List.of(),
        Files.empty()
            .pipeline(
                "  - {id: a, webhook: {url: 'http://h/', headers: {Authorization: 'Bearer {{"
                    + " env.TOKEN }}'}}}\n")
            .found());
  }

  @ParameterizedTest
  @CsvSource({"Authorization", "cookie", "X-API-Key"})
  void credentialIsNotWrittenIntoAHeader(String name) {
    String step = "  - {id: a, webhook: {url: 'http://h/', headers: {%s: plain}}}\n";

    assertEquals(
        List.of(
            "5:%d secret the header %s has its value written into the file"
                .formatted(53 + name.length(), name)),
        Files.empty().pipeline(step.formatted(name)).found());
  }
}
