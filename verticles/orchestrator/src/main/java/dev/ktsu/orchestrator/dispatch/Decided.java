package dev.ktsu.orchestrator.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.ApprovedCall;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.TextTurns;
import dev.ktsu.orchestrator.kernel.Approval;
import dev.ktsu.orchestrator.kernel.Effect;
import dev.ktsu.orchestrator.kernel.Gate;
import dev.ktsu.orchestrator.kernel.Leg;
import dev.ktsu.orchestrator.kernel.Payloads;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.kernel.Step;
import dev.ktsu.orchestrator.run.PayloadSource;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a leg begins with whose tool calls people have decided on.
 *
 * @param messages the conversation, with an answer to each call that is not made
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
    return payloads.load(needs(gate)).map(loaded -> Optional.of(of(gate, loaded)));
  }

  private static Set<Long> needs(Gate gate) {
    Set<Long> seqs = new HashSet<>(Set.of(gate.payload()));
    gate.approvals().stream().map(Approval::answer).filter(answer -> answer > 0).forEach(seqs::add);
    return seqs;
  }

  private static Decided of(Gate gate, Payloads loaded) {
    List<Message> asked = new ArrayList<>();
    loaded
        .of(gate.payload())
        .path("messages")
        .forEach(message -> asked.add(Json.convert(message, Message.class)));
    List<Message> messages = new ArrayList<>(asked);
    List<ApprovedCall> approved = new ArrayList<>();
    // A runtime that writes calls as text gets the answers as text.
    boolean typed = asked.stream().anyMatch(message -> !message.toolCalls().isEmpty());
    for (Approval approval : gate.approvals()) {
      Approval.Call call = approval.call();
      if (approval.status() == Approval.Status.APPROVED) {
        approved.add(new ApprovedCall(call.toolUseId(), call.tool(), call.argumentsHash()));
      } else {
        String content = approval.answer() == 0 ? refusal(approval) : answer(approval, loaded);
        messages.add(
            typed
                ? Message.toolResult(call.toolUseId(), content, approval.answer() == 0)
                : text(call, content));
      }
    }
    return new Decided(messages, approved);
  }

  /** As a tool would say it: a text as it is, anything else as JSON. */
  private static String answer(Approval approval, Payloads loaded) {
    JsonNode result = loaded.of(approval.answer()).path("result");
    return result.isTextual() ? result.textValue() : Json.text(result);
  }

  private static Message text(Approval.Call call, String content) {
    ArrayNode results = Json.array();
    results
        .addObject()
        .put("type", "tool_result")
        .put("tool_use_id", call.toolUseId())
        .put("content", content);
    return Message.user(Json.text(results));
  }

  private static String refusal(Approval approval) {
    String what =
        approval.call().unknown()
            ? "The tool call may have been made, its outcome is unknown; it is not made again."
            : approval.status() == Approval.Status.TIMEOUT
                ? "The tool call was not approved in time."
                : "The tool call was rejected by a reviewer.";
    return approval.reason().isEmpty() ? what : what + " Reason: " + approval.reason();
  }
}
