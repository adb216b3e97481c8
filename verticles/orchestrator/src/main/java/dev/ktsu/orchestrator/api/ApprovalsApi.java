package dev.ktsu.orchestrator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Conflict;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Problems;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.http.server.Bodies;
import dev.ktsu.http.server.Reply;
import dev.ktsu.http.server.Routes;
import dev.ktsu.orchestrator.approval.ApprovalId;
import dev.ktsu.orchestrator.approval.Approvals;
import dev.ktsu.orchestrator.kernel.ApprovalProblems;
import dev.ktsu.orchestrator.kernel.Command.Ruling;
import dev.ktsu.orchestrator.secret.CallerSecrets;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.math.BigDecimal;
import java.util.List;

/** Deciding on tool calls, and on budgets, that wait for a person. */
public final class ApprovalsApi {
  private static final int TEXT_MAX = 200;

  private static final int RESULT_BYTES_MAX = 64 << 10;
  private static final String RESULT = "result";
  private static final String BUDGET = "budget_usd";
  private static final String ACTOR = "actor";
  private static final String REASON = "reason";
  private static final BigDecimal LEAST_DOLLARS = new BigDecimal("1e-9");
  private static final BigDecimal MOST_DOLLARS = new BigDecimal("1e9");

  private final Approvals approvals;
  private final CallerSecrets callers;
  private final Secrets secrets;

  public ApprovalsApi(Approvals approvals, RuntimeApi.Masks masks) {
    this.approvals = approvals;
    this.callers = masks.callers();
    this.secrets = masks.secrets();
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
    return approvals.pending(isWhole(ctx)).map(ApprovalsApi::array);
  }

  private Future<Reply> get(RoutingContext ctx) {
    return approvals
        .get(ApprovalId.parse(ctx.pathParam("approval")), isWhole(ctx))
        .map(Reply::json);
  }

  /** The pending one of the step, else its last. */
  private Future<Reply> ofStep(RoutingContext ctx) {
    return approvals.get(run(ctx), step(ctx), isWhole(ctx)).map(Reply::json);
  }

  /**
   * {@code {"decision": "approved"|"rejected"|"answered", "result"?, "budget_usd"?, "actor"?,
   * "reason"?}}; 200 once it is durable.
   */
  private Future<Reply> decide(RoutingContext ctx) {
    ApprovalId id = ApprovalId.parse(ctx.pathParam("approval"));
    return ruling(ctx, id.run()).compose(ruling -> approvals.decide(id, ruling)).map(Reply.empty());
  }

  private Future<Reply> decideStep(RoutingContext ctx) {
    RunId run = run(ctx);
    StepPath step = step(ctx);
    return ruling(ctx, run)
        .compose(ruling -> approvals.decide(run, step, ruling))
        .map(Reply.empty());
  }

  /** Decides where a run has exactly one that is pending. */
  private Future<Reply> decideOnly(RoutingContext ctx, boolean approved) {
    ObjectNode body = Bodies.object(ctx);
    Ruling ruling = approved ? approved(body) : rejected(body);
    return approvals
        .pending(run(ctx))
        .compose(pending -> approvals.decide(ApprovalId.parse(only(pending)), ruling))
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

  private Future<Ruling> ruling(RoutingContext ctx, RunId run) {
    ObjectNode body = Bodies.object(ctx);
    String decision = body.path("decision").asText();
    if (body.has(RESULT) != decision.equals("answered")) {
      throw refused(
          "\"result\" belongs to \"answered\", and to that alone",
          "Send {\"decision\": \"answered\", \"result\": …}: what the model is told.");
    }
    return switch (decision) {
      case "approved" -> Future.succeededFuture(approved(body));
      case "rejected" -> Future.succeededFuture(rejected(body));
      case "answered" ->
          result(body, run)
              .map(result -> Ruling.answered(result, text(body, ACTOR), text(body, REASON)));
      default ->
          throw refused(
              "decision must be \"approved\" or \"rejected\"",
              "Send {\"decision\": \"approved\"} or {\"decision\": \"rejected\"}; or"
                  + " {\"decision\": \"answered\", \"result\": …} in the place of the tool.");
    };
  }

  private static Ruling approved(ObjectNode body) {
    return body.has(BUDGET)
        ? Ruling.raising(budget(body.get(BUDGET)), text(body, ACTOR), text(body, REASON))
        : Ruling.of(true, text(body, ACTOR), text(body, REASON));
  }

  private static Ruling rejected(ObjectNode body) {
    refuseBudget(body);
    return Ruling.of(false, text(body, ACTOR), text(body, REASON));
  }

  private static void refuseBudget(ObjectNode body) {
    if (body.has(BUDGET)) {
      throw refused("\"budget_usd\" belongs to \"approved\"", "Leave it out, or approve with it.");
    }
  }

  private static Usd budget(JsonNode dollars) {
    BigDecimal amount = dollars.isNumber() ? dollars.decimalValue() : BigDecimal.ZERO;
    if (amount.compareTo(LEAST_DOLLARS) < 0 || amount.compareTo(MOST_DOLLARS) > 0) {
      throw refused(
          "budget_usd must be a number of dollars, 1e9 at most",
          "Send what the run may spend in all: {\"decision\": \"approved\", \"budget_usd\":"
              + " 5.00}.");
    }
    return Usd.of(amount);
  }

  /** Without secrets: it is kept, and shown to the model. */
  private Future<JsonNode> result(ObjectNode body, RunId run) {
    refuseBudget(body);
    JsonNode result = body.get(RESULT);
    if (Json.bytes(result).length > RESULT_BYTES_MAX) {
      throw refused(
          "result is larger than " + RESULT_BYTES_MAX + " bytes", "Say it in fewer words.");
    }
    return callers.masked(run).map(known -> secrets.scrub(result));
  }

  private static InvalidInput refused(String error, String remedy) {
    return new InvalidInput(
        Code.INVALID_REQUEST, 400, error, "The body cannot be a decision.", remedy);
  }

  private static String text(ObjectNode body, String name) {
    String text = body.path(name).asText("");
    return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX);
  }

  private static boolean isWhole(RoutingContext ctx) {
    return new Asked(ctx).flag("inline", "all");
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
