package dev.ktsu.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.http.client.ClientHabits;
import dev.ktsu.http.client.Clients;
import dev.ktsu.settings.Registry;
import dev.ktsu.settings.Settings;
import dev.ktsu.testkit.CallbackSink;
import dev.ktsu.testkit.FakeGateway;
import dev.ktsu.testkit.tools.FakeToolServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.util.HashMap;
import java.util.Map;

/** A runtime with fakes around it. */
final class Rig implements AutoCloseable {
  static final String RUN = "run_00000000000000aa";

  final Vertx vertx = Vertx.vertx();
  final FakeGateway gateway;
  final CallbackSink orchestrator;
  final RuntimeService runtime;
  private final Vertx fakes;
  private final WebClient client;

  private boolean isCrashed;

  private Rig(
      Vertx fakes,
      FakeGateway gateway,
      CallbackSink orchestrator,
      Map<String, String> environment) {
    this.fakes = fakes;
    this.gateway = gateway;
    this.orchestrator = orchestrator;
    Map<String, String> all = new HashMap<>();
    all.put(Registry.RUNTIME_PORT.env(), "0");
    all.put(Registry.GATEWAY_URL_OF_RUNTIME.env(), gateway.url());
    all.put(Registry.ORCHESTRATOR_URL_OF_RUNTIME.env(), orchestrator.url());
    all.put(Registry.STOP_GRACE_MS.env(), "200");
    all.putAll(environment);
    runtime = RuntimeService.start(vertx, Settings.of(all)).await();
    client = Clients.web(vertx, ClientHabits.tier("test", 10_000));
  }

  static Rig start() {
    return start(Map.of());
  }

  static Rig start(Map<String, String> environment) {
    Vertx fakes = Vertx.vertx();
    return new Rig(fakes, FakeGateway.start(fakes), CallbackSink.start(fakes), environment);
  }

  /** A runtime beside a gateway that speaks HTTP/1.1 alone. */
  static Rig startBesideHttp1() {
    Vertx fakes = Vertx.vertx();
    return new Rig(fakes, FakeGateway.startHttp1(fakes), CallbackSink.start(fakes), Map.of());
  }

  /** Ends this runtime as the end of its process would, and starts another one in its place. */
  Rig crashAndStart(Map<String, String> environment) {
    isCrashed = true;
    vertx.close().await();
    return new Rig(fakes, gateway, orchestrator, environment);
  }

  /** A request that a runtime takes; change it at will. */
  ObjectNode request(String step) {
    ObjectNode request =
        Json.object()
            .put("run_id", RUN)
            .put("step_id", step)
            .put("agent_name", "helper")
            .put("system", "be good")
            .put("user_message", "do it")
            .put("max_turns", 10)
            .put("callback_url", orchestrator.url() + "/runs/" + RUN + "/done?leg=1&token=t");
    request.putObject("model").put("group", "standard").put("max_tokens", 256);
    request.putNull("tool_servers");
    return request;
  }

  /** The same with tool servers that permit everything. */
  ObjectNode request(String step, FakeToolServer... servers) {
    ObjectNode request = request(step);
    var list = request.putArray("tool_servers");
    for (FakeToolServer server : servers) {
      ObjectNode ref = list.addObject().put("name", "s" + list.size()).put("url", server.url());
      ref.putArray("allowlist").add("*");
    }
    return request;
  }

  /** Entry {@code index} of the tool servers of a request. */
  static ObjectNode server(ObjectNode request, int index) {
    return (ObjectNode) request.get("tool_servers").get(index);
  }

  FakeToolServer tools(FakeToolServer server) {
    return server.start(fakes);
  }

  /** A request of leg {@code leg} whose turns and effectful calls are noted. */
  ObjectNode notedRequest(String step, int leg, FakeToolServer... servers) {
    String leading = orchestrator.url() + "/runs/" + RUN + "/steps/" + step;
    return request(step, servers)
        .put("leg", leg)
        .put("checkpoint_url", leading + "/checkpoint?leg=" + leg + "&token=t")
        .put("intent_url", leading + "/intent?leg=" + leg + "&token=t");
  }

  HttpResponse<Buffer> invoke(JsonNode request) {
    return send(HttpMethod.POST, "/invoke", Json.bytes(request));
  }

  /** Runs a leg to its end: the callback. */
  JsonNode run(JsonNode request) {
    HttpResponse<Buffer> response = invoke(request);
    if (response.statusCode() != 202) {
      throw new AssertionError(response.statusCode() + " " + response.bodyAsString());
    }
    return orchestrator.next();
  }

  HttpResponse<Buffer> send(HttpMethod method, String path, byte[] body) {
    return to(method, path).sendBuffer(Buffer.buffer(body)).await();
  }

  HttpResponse<Buffer> get(String path) {
    return to(HttpMethod.GET, path).send().await();
  }

  HttpRequest<Buffer> to(HttpMethod method, String path) {
    return client.request(method, runtime.port(), "127.0.0.1", path);
  }

  @Override
  public void close() {
    if (isCrashed) {
      return;
    }
    runtime.stop().await();
    vertx.close().await();
    fakes.close().await();
  }
}
