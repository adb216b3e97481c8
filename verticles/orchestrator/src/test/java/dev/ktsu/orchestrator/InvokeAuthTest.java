package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.TestClient.Answer;
import org.junit.jupiter.api.Test;

/** Workflows that ask for a key of their own. */
class InvokeAuthTest extends OrchestratorCase {
  private static final String SECRET = "a-secret-of-callers";

  @Override
  void settings(TestOrchestrator orchestrator) {
    orchestrator.with("CALLERS", SECRET).with("KTSU_API_KEY", "key-of-the-orchestrator");
  }

  private void workflow(String stem, String scheme, String secret) {
    orchestrator.workflow(
        stem,
        """
        env:
          - {name: CALLERS, secret: true}
          - {name: OPEN, default: x}
        params: {schema: {required: [topic], properties: {topic: {}}}}
        invoke: {auth: {header: X-Signature, %s secret: "%s"}}
        pipeline: []
        """
            .formatted(scheme, secret));
  }

  private Answer invoke(String stem, String... headers) {
    return orchestrator.client().post("/invoke/" + stem, "{\"topic\":1}", headers);
  }

  @Test
  @Case("G3-01")
  @Case("G3-02")
  void rawSecretStandsInTheHeaderAsItIs() {
    workflow("raw", "scheme: raw,", "{{ env.CALLERS }}");

    Answer none = invoke("raw");

    assertEquals(401, none.status());
    assertEquals("unauthorized", none.json().get("error").asText());
    assertEquals(401, invoke("raw", "X-Signature", "another").status());
    assertEquals(202, invoke("raw", "X-Signature", SECRET).status());
  }

  @Test
  @Case("G3-03")
  void bearerSecretStandsBehindItsWord() {
    workflow("bearer", "scheme: bearer,", "{{ env.CALLERS }}");

    assertEquals(401, invoke("bearer", "X-Signature", SECRET).status());
    assertEquals(401, invoke("bearer", "X-Signature", "bearer " + SECRET).status());
    assertEquals(202, invoke("bearer", "X-Signature", "Bearer " + SECRET).status());
  }

  @Test
  @Case("G3-04")
  @Case("G3-08")
  void secretComesFromTheEnvironmentAndNotFromTheFile() {
    workflow("env", "scheme: raw,", "{{ env.CALLERS }}");

    assertEquals(202, invoke("env", "X-Signature", SECRET).status());
    assertEquals(401, invoke("env", "X-Signature", "{{ env.CALLERS }}").status());
  }

  @Test
  @Case("G3-05")
  void secretThatIsNotSetLetsNobodyIn() {
    orchestrator.workflow(
        "unset",
        """
        env: [{name: UNSET, secret: true, default: ""}]
        invoke: {auth: {header: X-Signature, scheme: raw, secret: "{{ env.UNSET }}"}}
        pipeline: []
        """);

    Answer refused = invoke("unset", "X-Signature", "");

    assertEquals(500, refused.status());
    assertEquals("server misconfiguration", refused.json().get("error").asText());
    assertEquals("env var \"UNSET\" is not set", refused.json().get("message").asText());
  }

  private Answer keyed(String stem) {
    return invoke(stem, "X-API-Key", "key-of-the-orchestrator");
  }

  @Test
  @Case("G3-06")
  void schemeMustBeOneOfTwo() {
    workflow("no-scheme", "", "{{ env.CALLERS }}");
    workflow("odd-scheme", "scheme: digest,", "{{ env.CALLERS }}");

    assertTrue(keyed("no-scheme").text().contains("missing \\\"scheme\\\""));
    assertTrue(keyed("odd-scheme").text().contains("\\\"scheme\\\" cannot be \\\"digest\\\""));
  }

  @Test
  void secretOfCallersMustBeASecretVariable() {
    workflow("literal", "scheme: raw,", "written-here");
    workflow("open", "scheme: raw,", "{{ env.OPEN }}");
    workflow("param", "scheme: raw,", "{{ params.topic }}");

    assertTrue(keyed("literal").text().contains("the secret is written into the file"));
    assertTrue(keyed("open").text().contains("which is not secret"));
    assertTrue(keyed("param").text().contains("is not available in invoke.auth.secret"));
  }

  @Test
  @Case("G3-07")
  void callerIsJudgedBeforeItsParams() {
    workflow("both", "scheme: raw,", "{{ env.CALLERS }}");

    assertEquals(
        401, orchestrator.client().post("/invoke/both", "{}", "X-Signature", "no").status());
  }

  @Test
  @Case("G3-09")
  void workflowWithoutAKeyOfItsOwnAsksForThatOfTheOrchestrator() {
    orchestrator.workflow("plain", "pipeline: []\n");
    workflow("own", "scheme: raw,", "{{ env.CALLERS }}");

    assertEquals(401, invoke("plain").status());
    assertEquals(202, keyed("plain").status());
    assertEquals(401, keyed("own").status());
    assertEquals(401, invoke("no-such-workflow").status());
    assertEquals(404, keyed("no-such-workflow").status());
    assertEquals(401, orchestrator.client().get("/runs").status());
  }
}
