package dev.ktsu.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.Waiting;
import dev.ktsu.testkit.WebhookSink;
import dev.ktsu.testkit.provider.Script;
import dev.ktsu.testkit.tools.FakeToolServer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Secrets of every kind, in a run that uses every feature, with tools and a model that say them
 * back in every spelling: they reach the tool server's header and a webhook, and nothing else.
 */
class CanaryTest {
  private static final String TOKEN = "canary-\"env\"/token+ä=1";
  private static final String KEY = "canary-\"caller\"/key+o=2";
  private static final String PEM = "-----BEGIN CANARY-----\ncanaryLineOne1234\ncanaryLineTwo5678";

  @TempDir private Path project;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final List<String> answers = new ArrayList<>();
  private FakeToolServer server;
  private WebhookSink sink;
  private Tiers tiers;
  private boolean closed;

  @BeforeEach
  void start() {
    log.start();
    root().addAppender(log);
    root().setLevel(Level.DEBUG);
    tiers = new Tiers(project);
    sink = WebhookSink.start(tiers.vertx()).says(spelled()).with("X-Back", KEY);
    server =
        new FakeToolServer()
            .readOnlyTool("echo", arguments -> spelled())
            .tool("send", arguments -> spelled())
            .toolRefusing("burst", -32000, "no access with " + KEY)
            .start(tiers.vertx());
    tiers.variable("TOKEN", TOKEN).variable("PEM", PEM);
    project();
  }

  @AfterEach
  void stop() {
    root().detachAppender(log);
    root().setLevel(Level.INFO);
    close();
  }

  private void close() {
    if (!closed) {
      closed = true;
      sink.stop();
      tiers.close();
    }
  }

  private void project() {
    tiers
        .with(
            "workflows/w.workflow.yaml",
            """
            env: [{name: TOKEN, secret: true}, {name: PEM, secret: true}]
            params:
              schema:
                type: object
                required: [key]
                properties: {key: {type: string, secret: true}, list: {default: [1, 2]}}
            pipeline:
              - {id: part, workflow: inner.workflow.yaml, webhooks: execute,
                 params: {key: "{{ params.key }}", token: "{{ env.TOKEN }}", pem: "{{ env.PEM }}"}}
              - {id: each, depends_on: [part], for_each: {from: params.list},
                 agent: agents/a.agent.yaml,
                 params: {key: "{{ params.key }}", token: "{{ env.TOKEN }}", pem: "{{ env.PEM }}"}}
              - {id: shape, transform: {inputs: [{from: step.each}, {from: step.part}]}}
              - {id: call, depends_on: [shape], webhook: {url: "%1$s/call",
                 headers: {Authorization: "Bearer {{ params.key }}"},
                 response: {headers: [X-Back]},
                 body: {key: "{{ params.key }}", all: "{{ step.shape }}"}}}
              - {id: bad, depends_on: [call], retry: {max: 1, backoff: {initial: 10ms}},
                 agent: agents/bad.agent.yaml, params: {key: "{{ params.key }}"}}
            """
                .formatted(sink.url()))
        .with(
            "workflows/inner.workflow.yaml",
            """
            visibility: sub-workflow
            webhooks: execute
            params:
              schema: {properties: {key: {secret: true}, token: {secret: true}, pem: {secret: true}}}
            pipeline:
              - {id: gated, agent: agents/a.agent.yaml,
                 params: {key: "{{ params.key }}", token: "{{ params.token }}", pem: "{{ params.pem }}"}}
              - {id: inform, depends_on: [gated],
                 webhook: {url: "%1$s/inner", body: {token: "{{ params.token }}"}}}
            """
                .formatted(sink.url()))
        .with(
            "agents/a.agent.yaml",
            agent("[echo, {name: send, require_approval: {on_reject: recover}}]"))
        .with("agents/bad.agent.yaml", agent("[burst]"))
        .with(
            "servers/s.server.yaml",
            """
            name: s
            url: %s
            auth: {header: X-Key, scheme: raw, secret: "{{ params.key }}"}
            params: {key: {secret: true}, token: {secret: true}, pem: {secret: true}}
            """
                .formatted(server.url()));
    for (int i = 0; i < 40; i++) {
      tiers.model().plays(CanaryTest::play);
    }
  }

  private static String agent(String allowlist) {
    return """
    model: standard
    max_turns: 5
    params:
      schema:
        required: [key]
        properties: {key: {secret: true}, token: {secret: true}, pem: {secret: true}, n: {}}
    prompt: {system: Work.}
    servers:
      - name: s
        path: ../servers/s.server.yaml
        params: {key: "{{ params.key }}", token: "{{ params.token }}", pem: "{{ params.pem }}"}
        access: {allowlist: %s}
    output: {schema: {type: object}}
    """
        .formatted(allowlist);
  }

  /** Asks for each tool once, with what it must not know in the arguments, then answers with it. */
  private static void play(JsonNode asked, Script script) {
    int results = 0;
    for (JsonNode message : asked.path("messages")) {
      results += message.path("role").asText().equals("tool") ? 1 : 0;
    }
    JsonNode tools = asked.path("tools");
    if (results < tools.size()) {
      String name = tools.get(results).at("/function/name").asText();
      String arguments = Json.text(Json.object().put("say", spelled()));
      script.callsTool("c" + results, name, arguments);
    } else {
      script.answers(Json.object().put("said", spelled()).put(TOKEN, PEM));
    }
  }

  /** All secrets in all spellings. */
  private static String spelled() {
    List<String> all = new ArrayList<>();
    for (String secret : List.of(TOKEN, KEY, PEM)) {
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      all.add(secret);
      all.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
      all.add(Json.text(Json.object().put("k", secret)));
      for (String before : List.of("", "a", "ab")) {
        byte[] shifted = (before + secret + "z").getBytes(StandardCharsets.UTF_8);
        all.add(Base64.getEncoder().encodeToString(shifted));
        all.add(Base64.getUrlEncoder().withoutPadding().encodeToString(shifted));
      }
      all.add(Base64.getMimeEncoder().encodeToString(bytes).replaceAll("\\s", ""));
    }
    return String.join(" | ", all);
  }

  @Test
  @Case("G9-22")
  @Case("G9-23")
  void secretsReachWhomTheyAreForAndNobodyElse() throws IOException {
    tiers.start();
    String run = tiers.invoke(Json.text(Json.object().put("key", KEY)));
    for (int asked = 0; asked < 3; asked++) {
      JsonNode approvals = tiers.pending(asked == 0 ? 1 : 3 - asked);
      note("/approvals");
      String id = approvals.get(0).get("id").asText();
      ObjectNode decision = Json.object().put("decision", asked == 1 ? "rejected" : "approved");
      int status =
          tiers.client().post("/approvals/" + id + "/decide", Json.text(decision)).status();
      assertEquals(200, status);
    }
    JsonNode failed = tiers.ended(run);
    assertEquals("failed", failed.at("/run/status").asText(), failed.toString());
    assertTrue(failed.at("/run/error").asText().contains("[REDACTED]"), failed.toString());
    assertEquals(422, tiers.client().post("/runs/" + run + "/retry", "{}").status());
    String again = Json.text(Json.object().set("params", Json.object().put("key", KEY)));
    int retried = Waiting.until("a retry", () -> retry(run, again), status -> status != 409);
    assertEquals(202, retried);
    tiers.ended(run);

    look(run);
    assertReached();
    close();
    assertNowhere();
  }

  private int retry(String run, String body) {
    return tiers.client().post("/runs/" + run + "/retry", body).status();
  }

  private void look(String run) {
    for (String path :
        List.of(
            "/runs",
            "/runs/" + run,
            "/runs/" + run + "?include=payload",
            "/runs/" + run + "/envelope",
            "/runs/" + run + "/steps/each?include=payload",
            "/runs/" + run + "/events",
            "/runs?parent=" + run,
            "/approvals",
            "/metrics",
            "/doctor")) {
      note(path);
    }
    assertTrue(answers.toString().contains("[REDACTED]"));
  }

  private void note(String path) {
    answers.add(path + " " + tiers.client().get(path).text());
  }

  private void assertReached() {
    assertTrue(
        server.received("tools/call").stream()
            .allMatch(call -> KEY.equals(call.headers().get("X-Key"))),
        "the header of each call");
    assertTrue(
        sink.calls().stream().anyMatch(call -> call.body().path("key").asText().equals(KEY)),
        sink.calls().toString());
    assertTrue(
        sink.calls().stream()
            .anyMatch(call -> ("Bearer " + KEY).equals(call.headers().get("Authorization"))),
        "the header of the webhook");
  }

  private void assertNowhere() throws IOException {
    Map<String, String> places = new TreeMap<>();
    try (Stream<Path> files = Files.list(project)) {
      for (Path file :
          files.filter(each -> each.getFileName().toString().startsWith("ktsu.db")).toList()) {
        places.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    assertFalse(places.isEmpty());
    answers.forEach(answer -> places.put(answer.substring(0, answer.indexOf(' ')), answer));
    places.put("prompts", tiers.prompts().toString());
    places.put(
        "log",
        String.join("\n", log.list.stream().map(ILoggingEvent::getFormattedMessage).toList()));
    for (Map.Entry<String, String> place : places.entrySet()) {
      for (String trace : traces()) {
        int at = place.getValue().indexOf(trace);
        assertTrue(
            at < 0,
            () ->
                trace
                    + " in "
                    + place.getKey()
                    + ": "
                    + place.getValue().substring(Math.max(0, at - 200), at + 60));
      }
    }
  }

  /** Of each secret what is left of it in each spelling, whatever stands around it. */
  private static List<String> traces() {
    List<String> traces =
        new ArrayList<>(
            List.of("token+", "key+", "env\"/", "caller\"/", "canaryLine", "%2Fkey%2B"));
    for (String secret : List.of("\"env\"/token", "\"caller\"/key", "canaryLineOne")) {
      for (String before : List.of("", "a", "ab")) {
        String digits =
            Base64.getEncoder()
                .withoutPadding()
                .encodeToString((before + secret).getBytes(StandardCharsets.UTF_8));
        traces.add(digits.substring(4, digits.length() - 3));
      }
    }
    return traces;
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
