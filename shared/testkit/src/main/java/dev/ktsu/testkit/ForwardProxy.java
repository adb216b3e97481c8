package dev.ktsu.testkit;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy for plain HTTP that brings every call to one server, whatever host it is for. */
public final class ForwardProxy {
  private final HttpClient client;
  private final FakeServer server;
  private final SocketAddress target;
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  private ForwardProxy(Vertx vertx, URI target) {
    this.client = vertx.createHttpClient();
    this.target = SocketAddress.inetSocketAddress(target.getPort(), target.getHost());
    this.server = FakeServer.start(vertx, this::forward);
  }

  /**
   * Starts it.
   *
   * @param target URL of the server
   */
  public static ForwardProxy start(Vertx vertx, String target) {
    return new ForwardProxy(vertx, URI.create(target));
  }

  /**
   * A call that came by.
   *
   * @param authorization what the caller shows to the proxy, empty for nothing
   */
  public record Call(String url, String authorization) {}

  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /** Host and port, without a scheme. */
  public String authority() {
    return "127.0.0.1:" + server.port();
  }

  private void forward(HttpServerRequest request) {
    String shown = request.getHeader("Proxy-Authorization");
    calls.add(new Call(request.uri(), shown == null ? "" : shown));
    request
        .body()
        .compose(body -> send(request, body))
        .compose(answer -> answer.body().map(body -> new Answer(answer.statusCode(), body)))
        .onSuccess(answer -> request.response().setStatusCode(answer.status()).end(answer.body()))
        .onFailure(broken -> request.response().setStatusCode(502).end());
  }

  private record Answer(int status, Buffer body) {}

  private io.vertx.core.Future<HttpClientResponse> send(HttpServerRequest request, Buffer body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(request.method())
            .setAbsoluteURI(request.uri())
            .setServer(target);
    return client
        .request(options)
        .compose(
            out -> {
              request.headers().remove("Proxy-Authorization").forEach(out::putHeader);
              return out.send(body);
            });
  }
}
