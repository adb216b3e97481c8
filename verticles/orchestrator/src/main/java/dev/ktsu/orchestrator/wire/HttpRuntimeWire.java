package dev.ktsu.orchestrator.wire;

import dev.ktsu.contracts.ids.LegId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.http.server.Keys;
import dev.ktsu.http.trace.TraceContext;
import dev.ktsu.orchestrator.dispatch.RuntimeWire;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpResponseHead;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Runtimes over HTTP. */
public final class HttpRuntimeWire implements RuntimeWire {
  private final WebClient client;
  private final String internalToken;
  private final long timeoutMillis;

  /**
   * @param internalToken sent along when not empty
   * @param timeoutMillis within which a runtime must answer
   */
  public HttpRuntimeWire(WebClient client, String internalToken, long timeoutMillis) {
    this.client = client;
    this.internalToken = internalToken;
    this.timeoutMillis = timeoutMillis;
  }

  @Override
  public Future<Integer> deliver(String url, InvokeRequest request, String trace) {
    return request(HttpMethod.POST, url + "/invoke", trace)
        .putHeader("Content-Type", "application/json")
        .sendBuffer(Buffer.buffer(Json.bytes(request)))
        .map(HttpResponseHead::statusCode);
  }

  @Override
  public Future<Integer> stop(String url, LegId leg, String trace) {
    String path = "/invoke/" + URLEncoder.encode(leg.toString(), StandardCharsets.UTF_8);
    return request(HttpMethod.DELETE, url + path, trace).send().map(HttpResponseHead::statusCode);
  }

  private HttpRequest<Buffer> request(HttpMethod method, String url, String trace) {
    HttpRequest<Buffer> request =
        client
            .requestAbs(method, url)
            .timeout(timeoutMillis)
            .putHeader(TraceContext.HEADER, TraceContext.in(trace).header());
    return internalToken.isEmpty()
        ? request
        : request.putHeader(Keys.INTERNAL_HEADER, internalToken);
  }
}
