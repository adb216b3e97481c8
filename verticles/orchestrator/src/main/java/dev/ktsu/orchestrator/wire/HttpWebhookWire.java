package dev.ktsu.orchestrator.wire;

import dev.ktsu.http.trace.TraceContext;
import dev.ktsu.orchestrator.step.WebhookWire;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.WebClient;

/** Receivers of webhooks over HTTP. */
public final class HttpWebhookWire implements WebhookWire {
  private final WebClient client;

  /**
   * @param client must not follow redirects
   */
  public HttpWebhookWire(WebClient client) {
    this.client = client;
  }

  @Override
  public Future<Answer> send(Request request) {
    return client
        .requestAbs(HttpMethod.valueOf(request.method()), request.url())
        .putHeader("Content-Type", "application/json")
        .putHeader("Idempotency-Key", request.idempotencyKey())
        .putHeader(TraceContext.HEADER, TraceContext.in(request.trace()).header())
        .timeout(request.timeoutMillis())
        .sendBuffer(Buffer.buffer(request.body()))
        .map(response -> new Answer(response.statusCode(), response.getHeader("Location")));
  }
}
