package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.testkit.WebhookSink;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where webhooks may lead: whose word a host is, and where redirects go. */
class EgressTest extends OrchestratorCase {
  @Override
  void settings(TestOrchestrator orchestrator) {
    orchestrator.with("RECEIVER", sink.url());
  }

  private JsonNode run(String stem, String url, String more, String to) {
    orchestrator.workflow(
        stem,
        """
        env: [{name: RECEIVER}]
        params: {schema: {type: object}}
        pipeline:
          - {id: hook, retry: {max: 2, backoff: {initial: 1ms}}, webhook: {url: "%s"%s}}
        """
            .formatted(url, more));
    return orchestrator.run(stem, Json.text(Json.object().put("to", to)));
  }

  private String port() {
    return sink.url().substring(sink.url().lastIndexOf(':'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "whole     | {{ params.to }}                  | http://127.0.0.1@PORT@/whole",
        "named     | {{ params.to }}                  | http://localhost@PORT@/named",
        "number    | {{ params.to }}                  | http://2130706433@PORT@/number",
        "mapped    | {{ params.to }}                  | http://[::ffff:127.0.0.1]@PORT@/mapped",
        "loopback6 | {{ params.to }}                  | http://[::1]@PORT@/loopback6",
        "metadata  | {{ params.to }}                  | http://169.254.169.254/metadata",
        "host      | http://{{ params.to }}/host      | 127.0.0.1@PORT@",
        "user      | http://safe.example@{{ params.to }}/user | 127.0.0.1@PORT@",
        "port      | http://127.0.0.1:{{ params.to }} | 1/port",
        "joined    | {{ env.RECEIVER }}{{ params.to }} | /joined"
      })
  void hostFromARunWithAPrivateAddressIsNotCalled(String stem, String url, String to) {
    JsonNode record = run(stem, url, "", to.replace("@PORT@", port()));

    assertEquals("egress_refused", record.at("/run/error_code").asText(), record.toString());
    assertTrue(record.at("/run/error").asText().contains("KTSU_EGRESS_PRIVATE"));
    assertEquals(1, record.at("/steps/0/attempts").asInt(1), record.toString());
    assertEquals(List.of(), calls("/" + stem));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "path     | @SINK@/path/{{ params.to }}            | /path/x",
        "query    | @SINK@/query?to={{ params.to }}        | /query?to=x",
        "variable | {{ env.RECEIVER }}/variable/{{ params.to }} | /variable/x"
      })
  void hostFromTheFileOrFromEnvIsCalledWhereverItIs(String stem, String url, String path) {
    JsonNode record = run(stem, url.replace("@SINK@", sink.url()), "", "x");

    assertEquals("complete", record.at("/run/status").asText(), record.toString());
    assertEquals(path, calls("/" + stem).getFirst().path());
  }

  @Test
  void redirectToAnotherHostIsNotFollowed() {
    WebhookSink moved = WebhookSink.start(orchestrator.vertx()).answers(307);
    moved.redirectsTo("http://localhost" + port() + "/away");
    JsonNode record = run("away", moved.url(), "", "");

    assertEquals("webhook_failed", record.at("/run/error_code").asText());
    assertTrue(
        record.at("/run/error").asText().endsWith("status 307 and leads to another host"),
        record.toString());
    assertEquals(List.of(), calls("/away"));
  }

  @Test
  void redirectToAnotherPortGetsTheBodyAndNoHeaders() {
    WebhookSink moved = WebhookSink.start(orchestrator.vertx()).answers(308);
    moved.redirectsTo(sink.url() + "/next-door");
    run("next-door", moved.url(), ", headers: {X-Key: k}, body: {a: 1}", "");

    WebhookSink.Call call = calls("/next-door").getFirst();
    assertEquals("k", moved.calls().getFirst().headers().get("X-Key"));
    assertFalse(call.headers().contains("X-Key"));
    assertEquals("POST", call.method());
    assertEquals(Json.parse("{\"a\":1}"), call.body());
  }

  @Test
  void redirectOfTheSameServerGetsTheHeadersToo() {
    WebhookSink moved =
        WebhookSink.start(orchestrator.vertx())
            .answersBy(call -> call.path().equals("/") ? 303 : 200)
            .redirectsTo("/seen");
    JsonNode record = run("seen", moved.url() + "/", ", headers: {X-Key: k}, body: {a: 1}", "");

    assertEquals("complete", record.at("/run/status").asText(), record.toString());
    WebhookSink.Call call = moved.calls().get(1);
    assertEquals(
        "GET /seen k", call.method() + " " + call.path() + " " + call.headers().get("X-Key"));
    assertEquals("", call.text());
  }

  @Test
  void redirectsEndAfterFive() {
    WebhookSink round = WebhookSink.start(orchestrator.vertx()).answers(307).redirectsTo("/again");
    JsonNode record = run("round", round.url() + "/again", ", timeout_s: 5", "");

    assertEquals("failed", record.at("/run/status").asText());
    assertEquals(3 * 6, round.calls().size());
  }

  @Test
  void brokenRedirectIsAnError() {
    WebhookSink moved = WebhookSink.start(orchestrator.vertx()).answers(302);
    moved.redirectsTo("http://[nowhere");
    JsonNode record = run("broken", moved.url(), "", "");

    assertEquals("webhook_failed", record.at("/run/error_code").asText(), record.toString());
  }
}
