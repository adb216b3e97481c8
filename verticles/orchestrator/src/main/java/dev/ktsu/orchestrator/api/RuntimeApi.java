package dev.ktsu.orchestrator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Conflict;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.contracts.wire.CallbackPayload;
import dev.ktsu.contracts.wire.Checkpoint;
import dev.ktsu.contracts.wire.CheckpointAnswer;
import dev.ktsu.contracts.wire.Heartbeat;
import dev.ktsu.contracts.wire.Intent;
import dev.ktsu.contracts.wire.PendingApproval;
import dev.ktsu.contracts.wire.Spend;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.http.server.Bodies;
import dev.ktsu.http.server.Exposure;
import dev.ktsu.http.server.Reply;
import dev.ktsu.http.server.Routes;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.dispatch.SharedBeats;
import dev.ktsu.orchestrator.kernel.Approval;
import dev.ktsu.orchestrator.kernel.Command;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Talk;
import dev.ktsu.orchestrator.run.RunEngine;
import dev.ktsu.orchestrator.secret.CallerSecrets;
import dev.ktsu.orchestrator.step.Judging;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What runtimes call: turns and results of legs, and heartbeats. */
public final class RuntimeApi {
  private static final String FAILED = "agent step failed: ";

  private final RunEngine engine;
  private final Judging judging;
  private final SharedBeats beats;
  private final CallerSecrets callers;
  private final Secrets secrets;
  private final boolean trustUrls;

  /**
   * @param trustUrls whether beats are authenticated, so that any URL in them may be used; else
   *     only one on loopback
   */
  public RuntimeApi(
      RunEngine engine, Judging judging, SharedBeats beats, Masks masks, boolean trustUrls) {
    this.engine = engine;
    this.judging = judging;
    this.beats = beats;
    this.callers = masks.callers();
    this.secrets = masks.secrets();
    this.trustUrls = trustUrls;
  }

  /**
   * What keeps secrets out of records.
   *
   * @param callers whose secrets are known before anything of their run is read
   * @param secrets all that this process knows
   */
  public record Masks(CallerSecrets callers, Secrets secrets) {}

  public void serve(Routes routes) {
    routes.on(HttpMethod.POST, "/heartbeat", this::heartbeat);
    routes.on(HttpMethod.POST, "/runs/:run/steps/:step/complete", this::complete);
    routes.on(HttpMethod.POST, "/runs/:run/steps/:step/checkpoint", this::checkpoint);
    routes.on(HttpMethod.POST, "/runs/:run/steps/:step/intent", this::intent);
    routes.on(HttpMethod.POST, "/runs/:run/steps/:step/spend", this::spend);
  }

  private Future<Reply> heartbeat(RoutingContext ctx) {
    Heartbeat beat = Bodies.read(ctx, Heartbeat.class);
    boolean trust = trustUrls || isLoopback(beat.url());
    return Future.succeededFuture(Reply.json(beats.heard(beat, trust)));
  }

  /** 200 once the result is durable, and for one that comes too late or for an unknown step. */
  private Future<Reply> complete(RoutingContext ctx) {
    CallbackPayload payload = Bodies.read(ctx, CallbackPayload.class);
    RunId run = RunId.parse(ctx.pathParam("run"));
    String step = ctx.pathParam("step");
    int leg = legOf(ctx.queryParams().get("leg"));
    String token = tokenOf(ctx);
    return callers
        .masked(run)
        .compose(known -> engine.state(run))
        .compose(
            state ->
                StepPath.isPath(step) && state.step(new StepPath(step)).isPresent()
                    ? complete(state, new StepPath(step), leg, token, payload)
                    : Future.succeededFuture())
        .map(Reply.empty());
  }

  /** 200 once the turn is durable; 403, 404 or 409 when nobody waits for the leg any more. */
  private Future<Reply> checkpoint(RoutingContext ctx) {
    Checkpoint told = Bodies.read(ctx, Checkpoint.class);
    StepPath step = stepOf(ctx);
    RunId run = RunId.parse(ctx.pathParam("run"));
    return callers
        .masked(run)
        .compose(known -> engine.send(run, turn(ctx, step, told)))
        .map(kept -> Reply.json(Json.tree(new CheckpointAnswer(limit(run, step)))));
  }

  private Command.Checkpoint turn(RoutingContext ctx, StepPath step, Checkpoint told) {
    ObjectNode body = Json.object();
    body.set("messages", scrub(Json.tree(told.messages())));
    return new Command.Checkpoint(
        step,
        legOf(ctx.queryParams().get("leg")),
        tokenOf(ctx),
        told.turn(),
        told.after(),
        body,
        told.metrics());
  }

  /** What the leg may spend where something limits it. */
  private Spend.@Nullable Limit limit(RunId run, StepPath step) {
    return engine
        .known(run)
        .flatMap(state -> state.funds().limit(step))
        .map(Spend.Limit::new)
        .orElse(null);
  }

  /** As for a checkpoint: what is answered with 200 may be called. */
  private Future<Reply> intent(RoutingContext ctx) {
    Intent told = Bodies.read(ctx, Intent.class);
    Command.Intend command =
        new Command.Intend(
            stepOf(ctx),
            legOf(ctx.queryParams().get("leg")),
            tokenOf(ctx),
            new Talk.Intended(told.turn(), told.call(), told.tool(), told.argumentsHash()));
    return engine.send(RunId.parse(ctx.pathParam("run")), command).map(Reply.json(Json.object()));
  }

  /** 200 with what the leg may spend now; 409 while other legs hold the rest; 402 without any. */
  private Future<Reply> spend(RoutingContext ctx) {
    Spend.Ask asked = Bodies.read(ctx, Spend.Ask.class);
    RunId run = RunId.parse(ctx.pathParam("run"));
    StepPath step = stepOf(ctx);
    Command.Fund command =
        new Command.Fund(
            step,
            legOf(ctx.queryParams().get("leg")),
            tokenOf(ctx),
            asked.needsUsd().nanos(),
            asked.spentUsd() == null ? -1 : asked.spentUsd().nanos());
    return engine
        .send(run, command)
        .compose(granted -> engine.state(run))
        .map(state -> Reply.json(Json.tree(new Spend.Limit(new Usd(state.funds().grant(step))))));
  }

  private static StepPath stepOf(RoutingContext ctx) {
    String step = ctx.pathParam("step");
    if (!StepPath.isPath(step)) {
      throw Problems.notFound(ctx.request().path());
    }
    return new StepPath(step);
  }

  private static String tokenOf(RoutingContext ctx) {
    return Optional.ofNullable(ctx.queryParams().get("token")).orElse("");
  }

  private Future<Void> complete(
      RunState state, StepPath step, int leg, String token, CallbackPayload payload) {
    if (payload.status().equals(CallbackPayload.PENDING_APPROVAL) && !payload.asked().isEmpty()) {
      return engine.send(state.run(), ask(step, leg, token, payload)).recover(RuntimeApi::late);
    }
    return judging
        .judge(state, step, () -> raw(payload))
        .compose(
            judged ->
                engine.send(
                    state.run(), new Command.Complete(step, leg, Optional.of(token), judged)));
  }

  private Command.Ask ask(StepPath step, int leg, String token, CallbackPayload payload) {
    List<Approval.Call> calls = new ArrayList<>();
    ObjectNode body = Json.object();
    body.set("messages", scrub(Json.tree(payload.messages())));
    ArrayNode shown = body.putArray("calls");
    for (PendingApproval asked : payload.asked()) {
      JsonNode arguments = asked.arguments() == null ? Json.object() : asked.arguments();
      calls.add(
          new Approval.Call(
              calls.size() + 1,
              asked.toolName(),
              asked.toolUseId(),
              Intent.hash(arguments),
              Math.max(0, asked.timeoutMs()),
              asked.onReject().equals(PendingApproval.RECOVER),
              asked.timeoutBehavior().equals(PendingApproval.REJECT),
              asked.cause().equals(PendingApproval.OUTCOME_UNKNOWN)));
      shown
          .addObject()
          .put("tool_use_id", asked.toolUseId())
          .put("tool_name", asked.toolName())
          .set("arguments", scrub(arguments));
    }
    return new Command.Ask(step, leg, token, calls, body, payload.metrics());
  }

  /** What comes too late is answered as if it were new, and changes nothing. */
  private static Future<Void> late(Throwable refused) {
    return refused instanceof Conflict conflict && conflict.code() == Code.LEG_CLOSED
        ? Future.succeededFuture()
        : Future.failedFuture(refused);
  }

  private Raw raw(CallbackPayload payload) {
    return switch (payload.status()) {
      case CallbackPayload.OK -> new Raw.Output(scrub(payload.output()), payload.metrics());
      case CallbackPayload.PENDING_APPROVAL ->
          failure(Code.AGENT_FAILED, "it asks for approval of no tool call", payload);
      default ->
          failure(
              payload.errorCode() == null ? Code.AGENT_FAILED : Code.of(payload.errorCode()),
              payload.error(),
              payload);
    };
  }

  private Raw failure(Code code, String error, CallbackPayload payload) {
    String raw = payload.rawOutput() == null ? null : secrets.scrub(payload.rawOutput());
    return new Raw.Failure(code, secrets.scrub(FAILED + error), raw, payload.metrics());
  }

  private JsonNode scrub(@Nullable JsonNode output) {
    return output == null ? NullNode.instance : secrets.scrub(output);
  }

  private static int legOf(@Nullable String text) {
    return text != null && text.matches("[1-9]\\d{0,8}") ? Integer.parseInt(text) : 1;
  }

  private static boolean isLoopback(@Nullable String url) {
    try {
      String host = url == null ? null : URI.create(url).getHost();
      return host != null && Exposure.isLoopback(host);
    } catch (IllegalArgumentException notAUrl) {
      return false;
    }
  }
}
