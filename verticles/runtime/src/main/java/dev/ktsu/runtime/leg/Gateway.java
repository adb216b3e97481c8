package dev.ktsu.runtime.leg;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Fault;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.contracts.wire.GatewayAnswer;
import dev.ktsu.contracts.wire.GatewayFailure;
import dev.ktsu.contracts.wire.GatewayRequest;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.futures.Backoff;
import dev.ktsu.futures.Cancellation;
import dev.ktsu.futures.Retry;
import dev.ktsu.http.client.CallFailure;
import dev.ktsu.http.client.Exchange;
import dev.ktsu.http.trace.TraceContext;
import dev.ktsu.runtime.loop.Action.CallModel;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import org.jspecify.annotations.Nullable;

/**
 * Model calls. A gateway that retries says so by {@code attempts}; only for one that does not, and
 * when it was never reached, a call is made a second time.
 */
public final class Gateway {
  private static final Backoff PAUSE = new Backoff(250, 1, 250, 0.5);
  private static final int TRIES_MAX = 2;
  private static final long ANSWER_BYTES_MAX = 32 << 20;

  private final String url;
  private final long callMillis;
  private final Peers peers;
  private final GatewayLine line;
  private final Retry retry;

  /**
   * @param url of the gateway, without a slash at its end
   * @param callMillis longest wait for one answer
   */
  public Gateway(String url, long callMillis, Peers peers, GatewayLine line) {
    this.url = url;
    this.callMillis = callMillis;
    this.peers = peers;
    this.line = line;
    this.retry = new Retry(line.timers(), PAUSE, TRIES_MAX, Gateway::isWorthAnotherTry);
  }

  /**
   * Asks the model.
   *
   * @return fails with a {@link Fault} in the contract's words
   */
  Future<GatewayAnswer> call(
      InvokeRequest request, TraceContext trace, CallModel call, Cancellation cancellation) {
    return retry
        .call(() -> line.open(cancellation).compose(open -> send(open, request, trace, call)))
        .onFailure(line::noteFailure)
        .recover(failure -> Future.failedFuture(told(failure)));
  }

  private Future<GatewayAnswer> send(
      Exchange.Line open, InvokeRequest request, TraceContext trace, CallModel call) {
    return Exchange.send(
        open,
        peers.post(url + "/invoke", trace),
        () -> body(request, call),
        callMillis,
        Gateway::read);
  }

  /** Made when the connection is there and gone once written: it may be large. */
  private static Buffer body(InvokeRequest request, CallModel call) {
    return Buffer.buffer(
        Json.bytes(
            new GatewayRequest(
                request.runId(),
                request.stepId(),
                request.model().group(),
                call.messages(),
                request.model().maxTokens(),
                null,
                call.tools(),
                call.outputSchema(),
                null)));
  }

  private static Future<GatewayAnswer> read(HttpClientResponse response) {
    int status = response.statusCode();
    return Exchange.body(response, ANSWER_BYTES_MAX)
        .map(
            body -> {
              if (status != 200) {
                throw new Refusal(status, failureIn(body));
              }
              if (Json.parse(body.getBytes()) instanceof ObjectNode answer) {
                return Json.convert(answer, GatewayAnswer.class);
              }
              throw Problems.invalidRequest("the answer is no JSON object");
            });
  }

  private static @Nullable GatewayFailure failureIn(Buffer body) {
    try {
      GatewayFailure failure = Json.read(body.getBytes(), GatewayFailure.class);
      return failure == null || failure.error().isEmpty() ? null : failure;
    } catch (InvalidInput noJson) {
      return null;
    }
  }

  private static boolean isWorthAnotherTry(Throwable failure) {
    return switch (failure) {
      case Refusal refusal -> refusal.isWorthAnotherTry();
      case CallFailure call -> call.kind() == CallFailure.Kind.NOT_SENT;
      default -> false;
    };
  }

  private static Fault told(Throwable failure) {
    return failure instanceof Refusal refusal
        ? fault(refusal.code(), refusal.text())
        : fault(Code.GATEWAY_FAILED, "gateway call: " + failure.getMessage());
  }

  private static Fault fault(Code code, String message) {
    return new Fault(code, 502, "gateway failed", message, "");
  }

  /** An answer other than 200; {@code said} is null where its body is not the contract's JSON. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;
    private final transient @Nullable GatewayFailure said;

    Refusal(int status, @Nullable GatewayFailure said) {
      super("gateway returned " + status, null, false, false);
      this.status = status;
      this.said = said;
    }

    boolean isWorthAnotherTry() {
      return said != null && said.retryable() && said.attempts() == null;
    }

    Code code() {
      Code named = said == null ? Code.GATEWAY_FAILED : Code.of(said.error());
      return named == Code.AGENT_FAILED ? Code.GATEWAY_FAILED : named;
    }

    String text() {
      return said == null
          ? "gateway returned " + status
          : "gateway error " + said.error() + ": " + said.message();
    }
  }
}
