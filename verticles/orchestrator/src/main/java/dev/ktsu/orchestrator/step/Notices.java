package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.PendingApproval;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.futures.Futures;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.approval.ApprovalId;
import dev.ktsu.orchestrator.kernel.Approval;
import dev.ktsu.orchestrator.kernel.BudgetQuestion;
import dev.ktsu.orchestrator.kernel.Effect;
import dev.ktsu.orchestrator.kernel.Gate;
import dev.ktsu.orchestrator.kernel.Leg;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.run.PayloadSource;
import dev.ktsu.project.WebhookStep;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of tool calls and budgets that wait for a person, by the webhooks with {@code on:
 * approval}.
 */
public final class Notices {
  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

  private final Webhooks webhooks;

  public Notices(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  /** Somebody has not heard of a question. */
  public static final class Undelivered extends Exception {
    private static final long serialVersionUID = 1;

    Undelivered(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Tells one webhook of everything that the leg still waits for.
   *
   * @return fails with {@link Undelivered}
   */
  public Future<Void> tell(
      RunState state,
      PinnedSteps steps,
      WebhookStep notice,
      Effect.Announce question,
      PayloadSource payloads) {
    return told(state, question, payloads)
        .compose(
            all ->
                Futures.inOrder(
                    all,
                    one ->
                        webhooks
                            .call(
                                state,
                                steps,
                                new Webhooks.Sending(
                                    notice, question.step(), key(state, notice, one), one.body()),
                                payloads)
                            .compose(raw -> delivered(state, notice, raw))));
  }

  private static Future<Void> delivered(RunState state, WebhookStep notice, Raw raw) {
    if (raw instanceof Raw.Failure failure) {
      LOG.warn("notice {} of {} was not delivered: {}", notice.id(), state.run(), failure.error());
      return Future.failedFuture(new Undelivered(failure.error()));
    }
    return Future.succeededFuture();
  }

  /** What is told of one question. */
  private record Notice(ApprovalId id, ObjectNode body) {}

  private static Future<List<Notice>> told(
      RunState state, Effect.Announce question, PayloadSource payloads) {
    Optional<BudgetQuestion> budget = state.funds().question(question.step(), question.leg());
    if (budget.isPresent()) {
      return Future.succeededFuture(List.of(notice(state, question, budget.get())));
    }
    Gate gate =
        state
            .step(question.step())
            .flatMap(step -> step.leg(question.leg()))
            .map(Leg::gate)
            .orElseThrow();
    return payloads
        .load(Set.of(gate.payload()))
        .map(
            loaded ->
                gate.approvals().stream()
                    .filter(Approval::isPending)
                    .map(asked -> notice(state, question, asked.call(), loaded.of(gate.payload())))
                    .toList());
  }

  private static Notice notice(RunState state, Effect.Announce question, BudgetQuestion asked) {
    ObjectNode body =
        Json.object()
            .put("cause", PendingApproval.BUDGET_EXHAUSTED)
            .put("detail", asked.why())
            .put("budget_usd", new Usd(asked.limit()).dollars())
            .put("spent_usd", new Usd(asked.spent()).dollars());
    return named(state, question, ApprovalId.BUDGET, body);
  }

  private static Notice notice(
      RunState state, Effect.Announce question, Approval.Call call, ObjectNode payload) {
    ObjectNode body =
        Json.object()
            .put("tool_name", call.tool())
            .put("tool_use_id", call.toolUseId())
            .set("arguments", payload.path("calls").path(call.number() - 1).path("arguments"));
    return named(state, question, call.number(), body);
  }

  private static Notice named(RunState state, Effect.Announce question, int call, ObjectNode body) {
    ApprovalId id = new ApprovalId(state.run(), question.step(), question.leg(), call);
    body.put("run_id", state.run().toString())
        .put("step_id", question.step().text())
        .put("status", Approval.Status.PENDING.word())
        .put("approval_id", id.toString());
    return new Notice(id, body);
  }

  /** The same however often it is told. */
  private static String key(RunState state, WebhookStep notice, Notice told) {
    ApprovalId id = told.id();
    return String.join(
        "/",
        id.run().toString(),
        Integer.toString(state.epoch()),
        notice.id(),
        id.step().text(),
        Integer.toString(id.leg()),
        Integer.toString(id.call()));
  }
}
