package dev.ktsu.orchestrator.dispatch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.ApprovedCall;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.TextTurns;
import dev.ktsu.orchestrator.kernel.Approval;
import dev.ktsu.orchestrator.kernel.Effect;
import dev.ktsu.orchestrator.kernel.Gate;
import dev.ktsu.orchestrator.kernel.Leg;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Step;
import dev.ktsu.orchestrator.run.PayloadSource;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a leg begins with whose tool calls people have decided on.
 *
 * @param messages the conversation, with an answer to each call that was rejected
 * @param approved the calls to make, as they were asked for
 */
record Decided(List<Message> messages, List<ApprovedCall> approved) {

  /** The calls to make, by the model's names. */
  List<String> approvedIds() {
    return approved.stream().map(ApprovedCall::toolUseId).toList();
  }

  /** The same for a runtime that may know tool calls as text alone. */
  Decided inText() {
    return new Decided(TextTurns.text(messages), approved);
  }

  /** Empty for a leg that nobody was asked about. */
  static Future<Optional<Decided>> of(RunState state, Effect.Deliver leg, PayloadSource payloads) {
    Gate gate =
        state
            .step(leg.step())
            .map(Step::leg)
            .filter(current -> current.number() == leg.leg())
            .map(Leg::gate)
            .orElse(null);
    if (gate == null) {
      return Future.succeededFuture(Optional.empty());
    }
    return payloads
        .load(Set.of(gate.payload()))
        .map(
            loaded -> {
              List<Message> messages = new ArrayList<>();
              loaded
                  .of(gate.payload())
                  .path("messages")
                  .forEach(message -> messages.add(Json.convert(message, Message.class)));
              return Optional.of(of(gate, messages));
            });
  }

  private static Decided of(Gate gate, List<Message> asked) {
    List<Message> messages = new ArrayList<>(asked);
    List<ApprovedCall> approved = new ArrayList<>();
    // A runtime that writes calls as text gets the answers as text.
    boolean typed = asked.stream().anyMatch(message -> !message.toolCalls().isEmpty());
    for (Approval approval : gate.approvals()) {
      if (approval.isRefused()) {
        messages.add(typed ? result(approval) : text(approval));
      } else {
        Approval.Call call = approval.call();
        approved.add(new ApprovedCall(call.toolUseId(), call.tool(), call.argumentsHash()));
      }
    }
    return new Decided(messages, approved);
  }

  private static Message result(Approval approval) {
    return Message.toolResult(approval.call().toolUseId(), refusal(approval), true);
  }

  private static Message text(Approval approval) {
    ArrayNode results = Json.array();
    results
        .addObject()
        .put("type", "tool_result")
        .put("tool_use_id", approval.call().toolUseId())
        .put("content", refusal(approval));
    return Message.user(Json.text(results));
  }

  private static String refusal(Approval approval) {
    String what =
        approval.status() == Approval.Status.TIMEOUT
            ? "The tool call was not approved in time."
            : "The tool call was rejected by a reviewer.";
    return approval.reason().isEmpty() ? what : what + " Reason: " + approval.reason();
  }
}
