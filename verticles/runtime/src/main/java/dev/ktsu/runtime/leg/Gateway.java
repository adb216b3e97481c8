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
import dev.ktsu.contracts.wire.PriceList;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.futures.Backoff;
import dev.ktsu.futures.Cancellation;
import dev.ktsu.futures.Retry;
import dev.ktsu.http.client.CallFailure;
import dev.ktsu.http.client.Exchange;
import dev.ktsu.runtime.loop.Action.CallModel;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Model calls. A gateway that retries says so by {@code attempts}; only for one that does not, and
 * when it was never reached, a call is made a second time.
 */
public final class Gateway {
  private static final Backoff PAUSE = new Backoff(250, 1, 250, 0.5);
  private static final int TRIES_MAX = 2;

  /** One call may ask so often: the models of a group differ in price, and tries may be billed. */
  private static final int RAISES_MAX = 5;

  private static final long ANSWER_BYTES_MAX = 32 << 20;

  private final String url;
  private final long callMillis;
  private final Peers peers;
  private final GatewayLine line;
  private final Grants grants;
  private final Retry retry;

  /**
   * @param url of the gateway, without a slash at its end
   * @param callMillis longest wait for one answer
   * @param grants where legs with a limit get a higher one
   */
  public Gateway(String url, long callMillis, Peers peers, GatewayLine line, Grants grants) {
    this.url = url;
    this.callMillis = callMillis;
    this.peers = peers;
    this.line = line;
    this.grants = grants;
    this.retry = new Retry(line.timers(), PAUSE, TRIES_MAX, Gateway::isWorthAnotherTry);
  }

  /**
   * Whom a call is made for.
   *
   * @param purse pays it
   * @param cancellation of the leg's work
   */
  record Client(Leg leg, InvokeRequest request, Purse purse, Cancellation cancellation) {}

  /**
   * Asks the model; a leg with a limit that is too low for it asks for a higher one first.
   *
   * @return fails with a {@link Fault} in the contract's words, or as {@link Grants#ask} does
   */
  Future<GatewayAnswer> call(Client client, CallModel call) {
    return affordable(client, call, RAISES_MAX)
        .recover(failure -> Future.failedFuture(told(failure)));
  }

  private Future<GatewayAnswer> affordable(Client client, CallModel call, int raisesLeft) {
    return retry
        .call(() -> line.open(client.cancellation()).compose(open -> send(open, client, call)))
        .onFailure(line::noteFailure)
        .recover(
            failure -> {
              Usd needs = failure instanceof Refusal refusal ? refusal.needs() : null;
              Optional<String> url = client.purse().url();
              return needs == null || url.isEmpty() || raisesLeft == 0
                  ? Future.failedFuture(failure)
                  : grants
                      .ask(
                          client.leg(), url.get(), client.purse().ask(needs), client.cancellation())
                      .compose(
                          limit -> {
                            client.purse().raise(limit);
                            return affordable(client, call, raisesLeft - 1);
                          });
            });
  }

  private Future<GatewayAnswer> send(GatewayLine.Open open, Client client, CallModel call) {
    PriceList prices = open.prices();
    if (prices == null && client.purse().isLimited()) {
      return Future.failedFuture(keepsNoBudgets());
    }
    return Exchange.send(
            open.line(),
            peers.post(url + "/invoke", client.leg().trace()),
            () -> body(prices == null ? PriceList.UNKNOWN : prices, client, call),
            callMillis,
            Gateway::read)
        .onSuccess(client.purse()::answered)
        .onFailure(failure -> noteRefusal(failure, client.purse()));
  }

  private static void noteRefusal(Throwable failure, Purse purse) {
    if (failure instanceof Refusal refusal) {
      refusal.estimate().ifPresent(purse::refused);
    }
  }

  /** Made when the connection is there and gone once written: it may be large. */
  private static Buffer body(PriceList prices, Client client, CallModel call) {
    InvokeRequest request = client.request();
    GatewayRequest asked =
        new GatewayRequest(
            request.runId(),
            request.stepId(),
            request.model().group(),
            call.messages(),
            request.model().maxTokens(),
            null,
            call.tools(),
            call.outputSchema(),
            client.purse().allowance());
    client.purse().sent(() -> prices.worst(asked));
    return Buffer.buffer(Json.bytes(asked));
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

  private static Throwable told(Throwable failure) {
    return switch (failure) {
      case Refusal refusal -> fault(refusal.code(), refusal.text());
      case Fault ours -> ours;
      case Reports.Closed closed -> closed;
      default -> fault(Code.GATEWAY_FAILED, "gateway call: " + failure.getMessage());
    };
  }

  private static Fault keepsNoBudgets() {
    return new Fault(
        Code.NO_PRICE,
        502,
        "gateway failed",
        "the gateway serves no /prices, so that no budget can be kept",
        "Use the gateway of this release for runs with a budget.");
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

    /** What the call may have cost; nothing where whoever refused it cannot know. */
    Optional<Usd> estimate() {
      if (said == null) {
        return status < 500 ? Optional.of(Usd.ZERO) : Optional.empty();
      }
      return Optional.of(said.estimatedUsd());
    }

    /** The least limit that would do, where the limit is all that is wrong. */
    @Nullable Usd needs() {
      return said == null ? null : said.needsUsd();
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
