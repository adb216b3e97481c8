package dev.ktsu.gateway.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.futures.Timers;
import dev.ktsu.gateway.budget.Charge;
import dev.ktsu.http.client.CallFailure;
import dev.ktsu.http.client.Exchange;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.Set;

/** A provider behind HTTP: one POST a call, bounded in time and size, cut when nobody waits. */
public final class HttpProvider implements Provider {
  /** Largest answer of a provider. */
  private static final long BODY_BYTES_MAX = 16 << 20;

  /** What stands before a provider says so of a call that may well have been answered behind it. */
  private static final Set<Integer> FORWARDED = Set.of(408, 502, 504);

  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

  private final Dialect dialect;
  private final HttpClient client;
  private final Timers timers;
  private final RequestOptions target;

  /**
   * @param client with connections to this provider alone
   */
  public HttpProvider(Dialect dialect, HttpClient client, Timers timers) {
    this.dialect = dialect;
    this.client = client;
    this.timers = timers;
    this.target =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(dialect.url())
            .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
            .putHeader(HttpHeaders.ACCEPT, JSON)
            .putHeader(HttpHeaders.USER_AGENT, HttpHeaders.createOptimized("ktsu"));
    dialect
        .headers()
        .forEach(
            (name, value) ->
                target.putHeader(
                    HttpHeaders.createOptimized(name), HttpHeaders.createOptimized(value)));
  }

  @Override
  public String type() {
    return dialect.type();
  }

  @Override
  public boolean isPaid() {
    return true;
  }

  @Override
  public Future<Completion> complete(ModelCall call) {
    ToolNames names = ToolNames.of(call.tools());
    Buffer body = Buffer.buffer(Json.bytes(dialect.encode(call)));
    Caller caller = call.caller();
    Exchange.Line line = new Exchange.Line(client, timers, caller.cancellation());
    return Exchange.send(line, target, () -> body, caller.millisLeft(), HttpProvider::whole)
        .recover(failure -> Future.failedFuture(problem(failure, call.charge())))
        .map(answer -> read(answer, names, call.charge()));
  }

  /** An answer in whole. */
  private record Answer(int status, MultiMap headers, byte[] body) {}

  private static Future<Answer> whole(HttpClientResponse response) {
    return Exchange.body(response, BODY_BYTES_MAX)
        .map(body -> new Answer(response.statusCode(), response.headers(), body.getBytes()));
  }

  private Completion read(Answer answer, ToolNames names, Charge charge) {
    if (answer.status() != 200) {
      if (!FORWARDED.contains(answer.status())) {
        charge.nothing();
      }
      throw ProviderErrors.refused(answer.status(), answer.headers(), answer.body());
    }
    JsonNode body = tree(answer.body());
    if (body.path("usage").isObject()) {
      charge.used(dialect.usage(body));
    }
    return dialect.decode(body, names);
  }

  private static JsonNode tree(byte[] body) {
    try {
      return Json.parse(body);
    } catch (InvalidInput malformed) {
      throw ProviderErrors.undecodable("decode response: " + malformed.getMessage());
    }
  }

  private static Problem problem(Throwable failure, Charge charge) {
    if (!(failure instanceof CallFailure call)) {
      return ProviderErrors.unreachable(failure.toString());
    }
    if (call.kind() == CallFailure.Kind.NOT_SENT) {
      charge.nothing();
    }
    String why = String.valueOf(call.getMessage());
    return switch (call.kind()) {
      case NOT_SENT, LOST, LATE -> ProviderErrors.unreachable(why);
      case TOO_LARGE -> ProviderErrors.undecodable("decode response: " + why);
      case CANCELLED -> ProviderErrors.abandoned();
    };
  }
}
