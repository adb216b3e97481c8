package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of tool calls and budgets that wait for a person, by the webhooks with {@code on:
 * approval}. Each is told once: a notice that cannot be delivered is a line in the log, since the
 * question is kept.
 */
public final class Notices {
  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

  private final Webhooks webhooks;

  public Notices(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  /** Tells every webhook of the step, one after the other. */
  public Future<Void> tell(
      RunState state, PinnedSteps steps, Effect.Notify question, PayloadSource payloads) {
    List<WebhookStep> notices = steps.notices(question.step());
    return notices.isEmpty()
        ? Future.succeededFuture()
        : told(state, question, payloads)
            .compose(
                told ->
                    Futures.inOrder(
                        notices,
                        notice -> {
                          Webhooks.Sending sending =
                              new Webhooks.Sending(
                                  notice, question.step(), key(state, notice, question), told);
                          return webhooks
                              .call(state, steps, sending, payloads)
                              .onSuccess(raw -> log(state, notice, raw));
                        }));
  }

  /** What they are told. */
  private static Future<ObjectNode> told(
      RunState state, Effect.Notify question, PayloadSource payloads) {
    if (question.call() == ApprovalId.BUDGET) {
      BudgetQuestion asked = state.funds().question(question.step(), question.leg()).orElseThrow();
      return Future.succeededFuture(
          named(state, question, Json.object())
              .put("cause", PendingApproval.BUDGET_EXHAUSTED)
              .put("detail", asked.why())
              .put("budget_usd", new Usd(asked.limit()).dollars())
              .put("spent_usd", new Usd(asked.spent()).dollars()));
    }
    Gate gate =
        state
            .step(question.step())
            .flatMap(step -> step.leg(question.leg()))
            .map(Leg::gate)
            .orElseThrow();
    Approval.Call call = gate.call(question.call()).orElseThrow().call();
    return payloads
        .load(Set.of(gate.payload()))
        .map(
            loaded -> {
              JsonNode calls = loaded.of(gate.payload()).path("calls");
              ObjectNode told =
                  Json.object()
                      .put("tool_name", call.tool())
                      .put("tool_use_id", call.toolUseId())
                      .set("arguments", calls.path(call.number() - 1).path("arguments"));
              return named(state, question, told);
            });
  }

  private static ObjectNode named(RunState state, Effect.Notify question, ObjectNode told) {
    ApprovalId id = new ApprovalId(state.run(), question.step(), question.leg(), question.call());
    return told.put("run_id", state.run().toString())
        .put("step_id", question.step().text())
        .put("status", Approval.Status.PENDING.word())
        .put("approval_id", id.toString());
  }

  private static String key(RunState state, WebhookStep notice, Effect.Notify question) {
    return String.join(
        "/",
        state.run().toString(),
        Integer.toString(state.epoch()),
        notice.id(),
        question.step().text(),
        Integer.toString(question.leg()),
        Integer.toString(question.call()));
  }

  private static void log(RunState state, WebhookStep notice, Raw raw) {
    if (raw instanceof Raw.Failure failure) {
      LOG.warn("notice {} of {} was not delivered: {}", notice.id(), state.run(), failure.error());
    }
  }
}
