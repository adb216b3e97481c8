package dev.ktsu.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Problems;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoutesTest {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;

  @BeforeEach
  void serve() {
    Routes routes = new Routes(vertx, 1_000);
    new Probes(vertx).readyWhen("never", () -> Future.failedFuture("no")).serve(routes);
    routes.on(
        HttpMethod.POST, "/echo", ctx -> Future.succeededFuture(Reply.json(Bodies.object(ctx))));
    routes.on(
        HttpMethod.GET,
        "/item/:id",
        ctx -> Future.succeededFuture(Reply.text("text/plain", ctx.pathParam("id"))));
    routes.on(
        HttpMethod.GET,
        "/bug",
        ctx -> {
          throw new IllegalStateException("secret inner text");
        });
    routes.on(
        HttpMethod.GET,
        "/later",
        ctx -> Future.failedFuture(Problems.busy("Full.", "KTSU_X", Duration.ofMillis(1_500))));
    routes.guardedBy(Keys.api("the-api-key"));
    routes.on(HttpMethod.GET, "/guarded", ctx -> Future.succeededFuture(Reply.empty()));
    server = Listener.listen(vertx, routes.seal().router(), "127.0.0.1", 0).await();
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private HttpResponse<String> call(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void brokenOrForeignBodiesAreRefusedWithTheRemedy() throws Exception {
    assertEquals("{}\n", call("POST", "/echo", "").body());
    for (String body : new String[] {"{", "[1]", "{} x", "nope"}) {
      HttpResponse<String> refused = call("POST", "/echo", body);
      assertEquals(400, refused.statusCode(), body);
      assertTrue(Json.parse(refused.body()).hasNonNull("detail"), refused.body());
    }
  }

  @Test
  void bodyIsJsonWhateverItIsCalled() throws Exception {
    String body = "{\"text\":\"100% sure & " + "x".repeat(500) + "\"}";
    for (String type : List.of("application/x-www-form-urlencoded", "multipart/form-data", "odd")) {
      HttpResponse<String> echo = call("POST", "/echo", body, "Content-Type", type);
      assertEquals(Json.parse(body), Json.parse(echo.body()), type);
    }
  }

  @Test
  void tooLargeBodyIsRefused() throws Exception {
    HttpResponse<String> refused = call("POST", "/echo", "{\"a\":\"" + "x".repeat(2_000) + "\"}");
    assertEquals(413, refused.statusCode());
    assertEquals("body_too_large", Json.parse(refused.body()).get("code").asText());
  }

  @Test
  void bugIsAFaultWithAReferenceAndWithoutItsText() throws Exception {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    HttpResponse<String> failed =
        call("GET", "/bug", "", "traceparent", "00-" + trace + "-b7ad6b7169203331-01");
    assertEquals(500, failed.statusCode());
    assertFalse(failed.body().contains("secret inner text"));
    assertTrue(failed.body().contains(trace));
  }

  @Test
  void refusalThatMayPassSaysWhen() throws Exception {
    HttpResponse<String> busy = call("GET", "/later", "");
    assertEquals(429, busy.statusCode());
    assertEquals("2", busy.headers().firstValue("Retry-After").orElse(""));
    assertTrue(Json.parse(busy.body()).get("retryable").asBoolean());
  }

  @Test
  void headWorksWhereGetDoesAndOtherMethodsNameTheAllowed() throws Exception {
    assertEquals(200, call("HEAD", "/item/a", "").statusCode());
    HttpResponse<String> refused = call("DELETE", "/echo", "");
    assertEquals(405, refused.statusCode());
    assertEquals("POST", refused.headers().firstValue("Allow").orElse(""));
    assertEquals(404, call("GET", "/nowhere", "").statusCode());
  }

  @Test
  void pathParametersAreDecodedAfterMatching() throws Exception {
    assertEquals("a/b", call("GET", "/item/a%2Fb", "").body());
    assertEquals(404, call("GET", "/item/a/b", "").statusCode());
  }

  @Test
  void keyIsTakenFromEitherHeader() throws Exception {
    assertEquals(401, call("GET", "/guarded", "").statusCode());
    for (String spelling : List.of("//guarded", "/x/../guarded", "/guarded/", "/%67uarded")) {
      assertNotEquals(200, call("GET", spelling, "").statusCode(), spelling);
    }
    assertEquals(401, call("HEAD", "/guarded", "").statusCode());
    assertEquals(401, call("GET", "/guarded", "", "X-API-Key", "the-api-kez").statusCode());
    assertEquals(200, call("GET", "/guarded", "", "X-API-Key", "the-api-key").statusCode());
    assertEquals(
        200, call("GET", "/guarded", "", "Authorization", "Bearer the-api-key").statusCode());
  }

  @Test
  void readinessFollowsItsChecksAndLivenessDoesNot() throws Exception {
    assertEquals(200, call("GET", "/health/live", "").statusCode());
    assertEquals(503, call("GET", "/health/ready", "").statusCode());
  }

  @Test
  void onlyLoopbackIsOpenWithoutAToken() {
    assertTrue(Exposure.refusal("gateway", "127.0.0.1", "", false).isEmpty());
    assertTrue(Exposure.refusal("gateway", "0.0.0.0", "", false).isPresent());
    assertTrue(Exposure.refusal("gateway", "0.0.0.0", "token", false).isEmpty());
    assertTrue(Exposure.refusal("gateway", "0.0.0.0", "", true).isEmpty());
  }
}
