package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.testkit.ForwardProxy;
import dev.ktsu.testkit.WebhookSink;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator says about the ways out. */
class EgressSettingsTest {
  @TempDir private Path project;
  private TestOrchestrator orchestrator;
  private WebhookSink sink;

  @BeforeEach
  void prepare() {
    orchestrator = new TestOrchestrator(project);
    sink = WebhookSink.start(orchestrator.vertx());
    orchestrator.workflow(
        "w",
        """
        params: {schema: {type: object}}
        pipeline:
          - {id: hook, webhook: {url: "{{ params.to }}", body: {a: 1}}}
        """);
  }

  @AfterEach
  void close() {
    orchestrator.close();
  }

  private JsonNode run(String to) {
    return orchestrator.run("w", Json.text(Json.object().put("to", to)));
  }

  @Test
  void privateAddressesAreCalledWhereTheOperatorSaysSo() {
    orchestrator.with("KTSU_EGRESS_PRIVATE", "1").start();
    String port = sink.url().substring(sink.url().lastIndexOf(':'));

    JsonNode record = run("http://localhost" + port + "/here");

    assertEquals("complete", record.at("/run/status").asText(), record.toString());
    assertEquals("localhost" + port, sink.calls().getFirst().headers().get("Host"));
  }

  @Test
  void proxyMakesEveryCallAndLooksUpWhatNobodyKnowsHere() {
    ForwardProxy proxy = ForwardProxy.start(orchestrator.vertx(), sink.url());
    orchestrator
        .with("KTSU_EGRESS_PROXY", "http://me:pass-of-the-proxy@" + proxy.authority())
        .start();

    JsonNode record = run("http://receiver.invalid/there?x=1");

    assertEquals("complete", record.at("/run/status").asText(), record.toString());
    String shown =
        Base64.getEncoder().encodeToString("me:pass-of-the-proxy".getBytes(StandardCharsets.UTF_8));
    assertEquals(
        List.of(new ForwardProxy.Call("http://receiver.invalid/there?x=1", "Basic " + shown)),
        proxy.calls());
    assertEquals("/there?x=1", sink.calls().getFirst().path());
    assertEquals(Json.parse("{\"a\":1}"), sink.calls().getFirst().body());
  }

  @Test
  void proxyIsNotAskedForPrivateAddresses() {
    ForwardProxy proxy = ForwardProxy.start(orchestrator.vertx(), sink.url());
    orchestrator.with("KTSU_EGRESS_PROXY", "http://" + proxy.authority()).start();

    JsonNode record = run("http://10.1.2.3/");

    assertEquals("egress_refused", record.at("/run/error_code").asText(), record.toString());
    assertEquals(List.of(), proxy.calls());
  }
}
