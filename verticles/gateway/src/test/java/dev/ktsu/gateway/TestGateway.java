package dev.ktsu.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.settings.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A gateway on a free port of loopback and a client for it. */
final class TestGateway implements AutoCloseable {
  private final WebClient client;
  private final GatewayService service;
  private final Map<String, String> headers = new HashMap<>();

  private TestGateway(Vertx vertx, GatewayService service) {
    this.client = WebClient.create(vertx);
    this.service = service;
  }

  /** Starts with a gateway.yaml and further environment variables. */
  static TestGateway start(Vertx vertx, String yaml, Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("KTSU_GATEWAY_PORT", "0");
    all.put("KTSU_GATEWAY_CONFIG", file(yaml).toString());
    return new TestGateway(
        vertx, done(GatewayService.start(vertx, Settings.of(all), new Secrets())));
  }

  static TestGateway start(Vertx vertx, String yaml) {
    return start(vertx, yaml, Map.of());
  }

  /** One provider {@code p} of type openai or anthropic and one group {@code standard}. */
  static String yaml(String type, String url, String... models) {
    return """
    providers:
      - name: p
        type: %s
        config: { base_url: "%s", api_key: "sk-test-0123456789" }
    model_groups:
      - name: standard
        models: [%s]
    """
        .formatted(type, url, String.join(", ", models));
  }

  TestGateway sending(String header, String value) {
    headers.put(header, value);
    return this;
  }

  int port() {
    return service.port();
  }

  GatewayService service() {
    return service;
  }

  /** A request of one user message to the group {@code standard}. */
  static ObjectNode request(String text) {
    ObjectNode body = Json.object().put("run_id", "run_1").put("step_id", "s");
    body.put("group", "standard").put("max_tokens", 100);
    body.putArray("messages").addObject().put("role", "user").put("content", text);
    return body;
  }

  Answer invoke(JsonNode body) {
    return post(Json.text(body));
  }

  Answer post(String body) {
    HttpRequest<Buffer> request = client.post(port(), "127.0.0.1", "/invoke");
    headers.forEach(request::putHeader);
    return new Answer(done(request.sendBuffer(Buffer.buffer(body))));
  }

  Answer get(String path) {
    return new Answer(done(client.get(port(), "127.0.0.1", path).send()));
  }

  @Override
  public void close() {
    client.close();
    done(service.stop());
  }

  /** The value of a future, awaited on the thread of the test. */
  static <T> T done(io.vertx.core.Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError("no outcome within 20 s", late);
    }
  }

  private static Path file(String yaml) {
    try {
      Path file = Files.createTempFile("gateway", ".yaml");
      file.toFile().deleteOnExit();
      return Files.writeString(file, yaml);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** An answer in whole. */
  record Answer(HttpResponse<Buffer> http) {
    int status() {
      return http.statusCode();
    }

    JsonNode json() {
      return Json.parse(http.body().getBytes());
    }

    String text() {
      return http.bodyAsString();
    }
  }
}
