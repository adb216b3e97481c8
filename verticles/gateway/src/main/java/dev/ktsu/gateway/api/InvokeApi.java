package dev.ktsu.gateway.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.contracts.wire.GatewayRequest;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.futures.Clock;
import dev.ktsu.gateway.budget.Account;
import dev.ktsu.gateway.provider.Caller;
import dev.ktsu.gateway.route.Dispatcher;
import dev.ktsu.http.client.Admission;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.http.server.Bodies;
import dev.ktsu.http.server.Reply;
import dev.ktsu.http.trace.TraceContext;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /invoke}: one model call. */
public final class InvokeApi {
  /** Milliseconds from receipt after which the caller no longer wants the answer; optional. */
  static final String DEADLINE_HEADER = "X-Ktsu-Deadline-Ms";

  private static final Logger LOG = LoggerFactory.getLogger(InvokeApi.class);

  private final Dispatcher dispatcher;
  private final Admission admission;
  private final Secrets secrets;
  private final Clock clock;
  private final long timeoutMillis;

  /**
   * @param secrets masked in every error text
   * @param timeoutMillis longest time of one request, retries included
   */
  public InvokeApi(
      Dispatcher dispatcher,
      Admission admission,
      Secrets secrets,
      Clock clock,
      long timeoutMillis) {
    this.dispatcher = dispatcher;
    this.admission = admission;
    this.secrets = secrets;
    this.clock = clock;
    this.timeoutMillis = timeoutMillis;
  }

  /** Answers with a {@code GatewayAnswer}, or a problem with the members of a gateway failure. */
  public Future<Reply> invoke(RoutingContext ctx) {
    Visit visit;
    try {
      GatewayRequest request = RequestCheck.of(Bodies.read(ctx, GatewayRequest.class));
      Caller caller = new Caller(clock, waitMillis(ctx.request().getHeader(DEADLINE_HEADER)));
      visit = new Visit(request, caller, new Account(request));
    } catch (InvalidInput unreadable) {
      ObjectNode document = document(unreadable).put("error", Code.INVALID_REQUEST.word());
      return Future.succeededFuture(Reply.problem(unreadable, document.put("attempts", 0)));
    }
    Caller caller = visit.caller();
    ctx.addEndHandler(ended -> leaveIfFailed(caller, ended));
    return admission
        .admit(() -> caller.untilGone(dispatcher.invoke(visit.request(), caller, visit.account())))
        .map(Reply::json)
        .recover(failure -> failed(failure, ctx, visit));
  }

  /** One request, who waits for its answer, and what it spends. */
  private record Visit(GatewayRequest request, Caller caller, Account account) {}

  private static void leaveIfFailed(Caller caller, AsyncResult<Void> ended) {
    if (ended.failed()) {
      caller.leave();
    }
  }

  private Future<Reply> failed(Throwable failure, RoutingContext ctx, Visit visit) {
    if (!(failure instanceof Problem problem)) {
      return Future.failedFuture(failure);
    }
    if (!(problem instanceof InvalidInput) && !visit.caller().isGone()) {
      String trace = TraceContext.of(ctx.request().getHeader(TraceContext.HEADER)).traceId();
      LOG.atWarn()
          .addKeyValue("run", visit.request().runId())
          .addKeyValue("step", visit.request().stepId())
          .addKeyValue("trace", trace)
          .addKeyValue("attempts", visit.caller().attempts())
          .log(
              "model call of group {} failed: {}: {}",
              visit.request().group(),
              problem.code(),
              secrets.scrub(problem.getMessage()));
    }
    return Future.succeededFuture(refusal(problem, visit));
  }

  private Reply refusal(Problem problem, Visit visit) {
    ObjectNode document = document(problem).put("attempts", visit.caller().attempts());
    Usd cost = visit.account().cost();
    if (!cost.equals(Usd.ZERO)) {
      document.put("estimated_usd", cost.dollars());
    }
    visit.account().needs().ifPresent(needs -> document.put("needs_usd", needs.dollars()));
    return Reply.problem(problem, document);
  }

  private ObjectNode document(Problem problem) {
    return problem.document().put("message", secrets.scrub(problem.getMessage()));
  }

  private long waitMillis(@Nullable String header) {
    if (header == null) {
      return timeoutMillis;
    }
    try {
      return Math.min(timeoutMillis, Math.max(1, Long.parseLong(header.trim())));
    } catch (NumberFormatException notANumber) {
      throw Problems.invalidRequest(
          "The header " + DEADLINE_HEADER + " must be a whole number of milliseconds.");
    }
  }
}
