package dev.ktsu.orchestrator.wire;

import dev.ktsu.futures.Deadline;
import dev.ktsu.http.client.CallFailure;
import dev.ktsu.http.client.Exchange;
import dev.ktsu.http.trace.TraceContext;
import dev.ktsu.orchestrator.step.WebhookProblems;
import dev.ktsu.orchestrator.step.WebhookWire;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Receivers of webhooks over HTTP. */
public final class HttpWebhookWire implements WebhookWire {
  private static final Buffer NOTHING = Buffer.buffer();

  private final Exchange.Line line;
  private final Egress egress;

  public HttpWebhookWire(Exchange.Line line, Egress egress) {
    this.line = line;
    this.egress = egress;
  }

  @Override
  public Future<Answer> send(Request request) {
    if (!request.terms().guarded()) {
      return send(request, Optional.empty());
    }
    long millis = request.terms().timeoutMillis();
    Future<Answer> answer =
        egress.check(request.uri().getHost()).compose(address -> send(request, address));
    return Deadline.within(line.timers(), millis, answer, () -> CallFailure.late(millis));
  }

  private Future<Answer> send(Request request, Optional<InetAddress> address) {
    RequestOptions options = options(request);
    address.ifPresent(
        checked ->
            options.setServer(
                SocketAddress.inetSocketAddress(new InetSocketAddress(checked, port(request)))));
    int bytesMax = request.terms().answerBytesMax();
    return Exchange.send(
            line,
            options,
            () -> Buffer.buffer(request.body()),
            request.terms().timeoutMillis(),
            response -> answer(response, bytesMax))
        .recover(failure -> Future.failedFuture(named(failure, bytesMax)));
  }

  private static Throwable named(Throwable failure, int bytesMax) {
    return failure instanceof CallFailure call && call.kind() == CallFailure.Kind.TOO_LARGE
        ? WebhookProblems.answerTooLarge(bytesMax)
        : failure;
  }

  private static RequestOptions options(Request request) {
    URI uri = request.uri();
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(request.method()))
            .setHost(uri.getHost())
            .setPort(port(request))
            .setSsl(isSecure(uri))
            .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery())
            .putHeader("Content-Type", "application/json")
            .putHeader("User-Agent", "ktsu");
    request.headers().forEach(options::putHeader);
    return options
        .putHeader("Idempotency-Key", request.terms().idempotencyKey())
        .putHeader(TraceContext.HEADER, TraceContext.in(request.terms().trace()).header());
  }

  private static int port(Request request) {
    URI uri = request.uri();
    return uri.getPort() >= 0 ? uri.getPort() : isSecure(uri) ? 443 : 80;
  }

  private static boolean isSecure(URI uri) {
    return uri.getScheme().equalsIgnoreCase("https");
  }

  private static Future<Answer> answer(HttpClientResponse response, int bytesMax) {
    Map<String, String> headers = new HashMap<>();
    response
        .headers()
        .forEach(
            header ->
                headers.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
    Future<Buffer> body =
        bytesMax > 0
            ? Exchange.body(response, bytesMax)
            : Exchange.ended(response).map(ended -> NOTHING);
    return body.map(bytes -> new Answer(response.statusCode(), headers, bytes.getBytes()));
  }
}
