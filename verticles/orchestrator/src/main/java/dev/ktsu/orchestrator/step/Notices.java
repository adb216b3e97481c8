package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.futures.Futures;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.approval.ApprovalId;
import dev.ktsu.orchestrator.kernel.Approval;
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
 * Tells of tool calls that wait for a person, by the webhooks with {@code on: approval}. Each is
 * told once: a notice that cannot be delivered is a line in the log, since the question is kept.
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
    Optional<Gate> gate =
        state.step(question.step()).flatMap(step -> step.leg(question.leg())).map(Leg::gate);
    Optional<Approval> asked = gate.flatMap(waits -> waits.call(question.call()));
    if (notices.isEmpty() || asked.isEmpty()) {
      return Future.succeededFuture();
    }
    long payload = gate.get().payload();
    return payloads
        .load(Set.of(payload))
        .map(loaded -> told(state, question, asked.get().call(), loaded.of(payload)))
        .compose(
            told ->
                Futures.inOrder(
                    notices,
                    notice ->
                        webhooks
                            .call(
                                state,
                                steps,
                                new Webhooks.Sending(
                                    notice, question.step(), key(state, notice, question), told),
                                payloads)
                            .onSuccess(raw -> log(state, notice, raw))));
  }

  private static ObjectNode told(
      RunState state, Effect.Notify question, Approval.Call call, JsonNode body) {
    ApprovalId id = new ApprovalId(state.run(), question.step(), question.leg(), question.call());
    ObjectNode told =
        Json.object()
            .put("run_id", state.run().toString())
            .put("step_id", question.step().text())
            .put("tool_name", call.tool())
            .put("tool_use_id", call.toolUseId());
    told.set("arguments", body.path("calls").path(call.number() - 1).path("arguments"));
    return told.put("status", Approval.Status.PENDING.word()).put("approval_id", id.toString());
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
