package dev.ktsu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.testkit.FakeGateway.ToolCallOf;
import dev.ktsu.testkit.ForwardProxy;
import dev.ktsu.testkit.tools.FakeToolServer;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way to tool servers where the operator names a proxy. */
class ToolEgressTest {
  private Vertx outside;
  private FakeToolServer server;
  private ForwardProxy proxy;

  @BeforeEach
  void start() {
    outside = Vertx.vertx();
    server = new FakeToolServer().tool("look", arguments -> "seen").start(outside);
    proxy = ForwardProxy.start(outside, server.url());
  }

  @AfterEach
  void stop() {
    outside.close().await();
  }

  /** The callback of a step that calls {@code look} once. */
  private JsonNode run(String url, String direct) {
    Map<String, String> environment =
        Map.of(
            "KTSU_EGRESS_PROXY",
            "http://me:pass-of-the-proxy@" + proxy.authority(),
            "KTSU_EGRESS_DIRECT",
            direct);
    try (Rig rig = Rig.start(environment)) {
      rig.gateway.wants(new ToolCallOf("look", "{}")).says("{}");
      ObjectNode request = rig.request("s", server);
      Rig.server(request, 0).put("url", url);
      return rig.run(request);
    }
  }

  @Test
  void proxyMakesTheCallsToToolServersElsewhere() {
    JsonNode callback = run("http://tools.invalid/mcp", "other.invalid,*.example");

    assertEquals("ok", callback.get("status").asText(), callback.toString());
    String shown =
        Base64.getEncoder().encodeToString("me:pass-of-the-proxy".getBytes(StandardCharsets.UTF_8));
    assertEquals(
        List.of(new ForwardProxy.Call("http://tools.invalid/mcp", "Basic " + shown)),
        proxy.calls().stream().distinct().toList());
    assertEquals("/mcp", server.received("tools/call").getFirst().path());
    assertEquals(null, server.received("tools/call").getFirst().headers().get("Authorization"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "LOCALHOST"})
  void toolServerOfTheSameMachineIsCalledDirectly(String host) {
    JsonNode callback = run(server.url().replace("127.0.0.1", host), "");

    assertEquals("ok", callback.get("status").asText(), callback.toString());
    assertEquals(List.of(), proxy.calls());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tools.invalid", "*.invalid", "other,TOOLS.invalid"})
  void hostThatTheOperatorNamesIsCalledDirectly(String direct) {
    JsonNode callback = run("http://tools.invalid/mcp", direct);

    assertEquals("failed", callback.get("status").asText());
    assertTrue(callback.get("error").asText().contains("tools.invalid"), callback.toString());
    assertEquals(List.of(), proxy.calls());
  }
}
