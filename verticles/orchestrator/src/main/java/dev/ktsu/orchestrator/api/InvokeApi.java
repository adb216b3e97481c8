package dev.ktsu.orchestrator.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.http.server.Bodies;
import dev.ktsu.http.server.Keys;
import dev.ktsu.http.server.Probes;
import dev.ktsu.http.server.Reply;
import dev.ktsu.http.server.Routes;
import dev.ktsu.http.trace.TraceContext;
import dev.ktsu.orchestrator.invoke.CallerKey;
import dev.ktsu.orchestrator.invoke.Credentials;
import dev.ktsu.orchestrator.invoke.Intake;
import dev.ktsu.orchestrator.invoke.Invocations;
import dev.ktsu.orchestrator.invoke.InvokeSecrets;
import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.orchestrator.view.RunView;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Predicate;

/** Starting and stopping runs. */
public final class InvokeApi {
  private static final String KEY_HEADER = "Idempotency-Key";
  private static final String REPLAYED_HEADER = "Idempotency-Replayed";

  private final Intake intake;
  private final Invocations invocations;
  private final RunEngine engine;
  private final Records records;
  private final Endings endings;
  private final Probes probes;

  public InvokeApi(
      Intake intake,
      Invocations invocations,
      RunEngine engine,
      Records records,
      Endings endings,
      Probes probes) {
    this.intake = intake;
    this.invocations = invocations;
    this.engine = engine;
    this.records = records;
    this.endings = endings;
    this.probes = probes;
  }

  /**
   * @param isKeyed whether a request brings the key of the orchestrator
   */
  public void serveInvoke(Routes routes, Predicate<HttpServerRequest> isKeyed) {
    routes.on(HttpMethod.POST, "/invoke/:workflow", ctx -> invoke(ctx, isKeyed));
  }

  public void serve(Routes routes) {
    routes.on(HttpMethod.POST, "/runs/:run/cancel", this::cancel);
    routes.on(HttpMethod.POST, "/runs/:run/retry", this::retry);
  }

  /**
   * 202 once the run is durable; with {@code ?wait=30s} 200 and the record once it has ended, 202
   * when the time is up before.
   */
  private Future<Reply> invoke(RoutingContext ctx, Predicate<HttpServerRequest> isKeyed) {
    if (probes.isDraining()) {
      return Future.failedFuture(Problems.draining("orchestrator"));
    }
    long wait = new Asked(ctx).duration("wait", Endings.WAIT_MILLIS_MAX);
    Records.Wish wish = Records.Wish.of(new Asked(ctx));
    endings.checkRoom(wait);
    return intake
        .within(ctx.body().length(), () -> invocations.invoke(wanted(ctx, isKeyed)))
        .compose(
            started ->
                (wait == 0
                        ? Future.succeededFuture(Reply.json(202, accepted(started.run())))
                        : ended(started.run(), wait, wish, ctx))
                    .map(
                        reply -> started.replayed() ? reply.with(REPLAYED_HEADER, "true") : reply));
  }

  private static Invocations.Wanted wanted(
      RoutingContext ctx, Predicate<HttpServerRequest> isKeyed) {
    String key = ctx.request().getHeader(KEY_HEADER);
    return new Invocations.Wanted(
        ctx.pathParam("workflow"),
        new Credentials(isKeyed.test(ctx.request()), ctx.request()::getHeader),
        Bodies.object(ctx),
        TraceContext.of(ctx.request().getHeader(TraceContext.HEADER)).traceId(),
        new Asked(ctx).moment("run_at").orElse(0),
        key == null ? null : new CallerKey(Keys.given(ctx.request()), key));
  }

  private Future<Reply> ended(RunId run, long wait, Records.Wish wish, RoutingContext ctx) {
    return endings
        .within(run, wait, ctx)
        .compose(
            state ->
                state.state().isTerminal()
                    ? records.show(RunRef.of(run), Optional.empty(), wish, RunView::record)
                    : Future.succeededFuture(
                        Reply.json(202, accepted(run).put("state", state.state().inner()))));
  }

  private static ObjectNode accepted(RunId run) {
    return Json.object().put("run_id", run.toString()).put("status", "accepted");
  }

  /** 202 once the wish is durable; the body may give {@code reason} and {@code actor}. */
  private Future<Reply> cancel(RoutingContext ctx) {
    ObjectNode body = Bodies.object(ctx);
    RunId run = RunId.parse(ctx.pathParam("run"));
    Command.Cancel cancel =
        new Command.Cancel(cut(body.path("reason").asText("")), cut(body.path("actor").asText("")));
    return engine.send(run, cancel).compose(done -> engine.state(run)).map(InvokeApi::standing);
  }

  /**
   * 202 once the next epoch is durable; the body may give {@code reason} and {@code actor}, and
   * gives secret parameters anew in {@code params}.
   */
  private Future<Reply> retry(RoutingContext ctx) {
    ObjectNode body = Bodies.object(ctx);
    RunId run = RunId.parse(ctx.pathParam("run"));
    Command.Retry retry =
        new Command.Retry(cut(body.path("reason").asText("")), cut(body.path("actor").asText("")));
    ObjectNode params = body.get("params") instanceof ObjectNode given ? given : Json.object();
    return invocations
        .retry(run, new InvokeSecrets.Again(retry, params))
        .compose(done -> engine.state(run))
        .map(InvokeApi::standing);
  }

  private static Reply standing(RunState state) {
    return Reply.json(
        202,
        Json.object()
            .put("run_id", state.run().toString())
            .put("status", state.state().runStatus())
            .put("state", state.state().inner())
            .put("epoch", state.epoch()));
  }

  private static String cut(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200);
  }
}
