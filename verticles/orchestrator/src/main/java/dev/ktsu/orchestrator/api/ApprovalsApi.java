package dev.ktsu.orchestrator.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Conflict;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.http.server.Bodies;
import dev.ktsu.http.server.Reply;
import dev.ktsu.http.server.Routes;
import dev.ktsu.orchestrator.approval.ApprovalId;
import dev.ktsu.orchestrator.approval.Approvals;
import dev.ktsu.orchestrator.approval.Approvals.Decision;
import dev.ktsu.orchestrator.kernel.ApprovalProblems;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** Deciding on tool calls that wait for a person. */
public final class ApprovalsApi {
  private static final int TEXT_MAX = 200;

  private final Approvals approvals;

  public ApprovalsApi(Approvals approvals) {
    this.approvals = approvals;
  }

  public void serve(Routes routes) {
    routes.on(HttpMethod.GET, "/approvals", this::list);
    routes.on(HttpMethod.GET, "/approvals/:approval", this::get);
    routes.on(HttpMethod.POST, "/approvals/:approval/decide", this::decide);
    routes.on(HttpMethod.GET, "/runs/:run/steps/:step/approval", this::ofStep);
    routes.on(HttpMethod.POST, "/runs/:run/steps/:step/approval/decide", this::decideStep);
    routes.on(HttpMethod.POST, "/runs/:run/approve", ctx -> decideOnly(ctx, true));
    routes.on(HttpMethod.POST, "/runs/:run/reject", ctx -> decideOnly(ctx, false));
  }

  /** All that are pending, oldest first, as a bare array. */
  private Future<Reply> list(RoutingContext ctx) {
    return approvals.pending().map(ApprovalsApi::array);
  }

  private Future<Reply> get(RoutingContext ctx) {
    return approvals.get(ApprovalId.parse(ctx.pathParam("approval"))).map(Reply::json);
  }

  /** The pending one of the step, else its last. */
  private Future<Reply> ofStep(RoutingContext ctx) {
    return approvals.get(run(ctx), step(ctx)).map(Reply::json);
  }

  /** {@code {"decision": "approved"|"rejected", "actor"?, "reason"?}}; 200 once it is durable. */
  private Future<Reply> decide(RoutingContext ctx) {
    return approvals
        .decide(ApprovalId.parse(ctx.pathParam("approval")), decision(ctx))
        .map(Reply.empty());
  }

  private Future<Reply> decideStep(RoutingContext ctx) {
    return approvals.decide(run(ctx), step(ctx), decision(ctx)).map(Reply.empty());
  }

  /** Decides where a run has exactly one that is pending. */
  private Future<Reply> decideOnly(RoutingContext ctx, boolean approved) {
    ObjectNode body = Bodies.object(ctx);
    return approvals
        .pending(run(ctx))
        .compose(
            pending ->
                approvals.decide(
                    ApprovalId.parse(only(pending)),
                    new Decision(approved, text(body, "actor"), text(body, "reason"))))
        .map(Reply.empty());
  }

  private static String only(List<ObjectNode> pending) {
    if (pending.isEmpty()) {
      throw ApprovalProblems.notFound();
    }
    if (pending.size() > 1) {
      List<String> ids = pending.stream().map(one -> one.get("id").textValue()).toList();
      throw new Conflict(
          Code.INVALID_REQUEST,
          409,
          "several approvals are pending",
          "The run waits for " + ids.size() + " approvals: " + String.join(", ", ids) + ".",
          "POST to /approvals/{id}/decide of the one that is meant.");
    }
    return pending.get(0).get("id").textValue();
  }

  private static Decision decision(RoutingContext ctx) {
    ObjectNode body = Bodies.object(ctx);
    boolean approved =
        switch (body.path("decision").asText()) {
          case "approved" -> true;
          case "rejected" -> false;
          default ->
              throw new InvalidInput(
                  Code.INVALID_REQUEST,
                  400,
                  "decision must be \"approved\" or \"rejected\"",
                  "The body says neither.",
                  "Send {\"decision\": \"approved\"} or {\"decision\": \"rejected\"}.");
        };
    return new Decision(approved, text(body, "actor"), text(body, "reason"));
  }

  private static String text(ObjectNode body, String name) {
    String text = body.path(name).asText("");
    return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX);
  }

  private static RunId run(RoutingContext ctx) {
    return RunId.parse(ctx.pathParam("run"));
  }

  private static StepPath step(RoutingContext ctx) {
    String step = ctx.pathParam("step");
    if (!StepPath.isPath(step)) {
      throw Problems.stepNotFound(ctx.pathParam("run"), step);
    }
    return new StepPath(step);
  }

  private static Reply array(List<ObjectNode> all) {
    ArrayNode array = Json.array();
    all.forEach(array::add);
    return Reply.json(array);
  }
}
