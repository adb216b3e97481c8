package dev.ktsu.testing.stage;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.wire.GatewayAnswer;
import dev.ktsu.contracts.wire.GatewayFailure;
import dev.ktsu.contracts.wire.GatewayRequest;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.PriceList;
import dev.ktsu.contracts.wire.ToolCall;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.http.server.Bodies;
import dev.ktsu.http.server.Reply;
import dev.ktsu.http.server.Routes;
import dev.ktsu.project.TestExpectation.CallKind;
import dev.ktsu.project.TestScript.Call;
import dev.ktsu.project.TestScript.ModelAnswer;
import dev.ktsu.project.TestScript.Said;
import dev.ktsu.project.TestScript.Usage;
import dev.ktsu.testing.match.StepKeys;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A gateway whose model says what the script says. */
final class ScriptedModel {
  private static final String NAME = "scripted/model";
  private static final int FAILED = 502;
  private static final int TOO_DEAR = 402;

  private final Cues<ModelAnswer> cues;
  private final Ledger ledger;
  private final Map<String, String> agents = new ConcurrentHashMap<>();

  /** Answers that their step could not pay for yet. */
  private final Map<String, ModelAnswer> unpaid = new ConcurrentHashMap<>();

  private final AtomicInteger calls = new AtomicInteger();

  ScriptedModel(Cues<ModelAnswer> cues, Ledger ledger) {
    this.cues = cues;
    this.ledger = ledger;
  }

  void serve(Routes routes) {
    routes.on(HttpMethod.GET, "/health", ctx -> Future.succeededFuture(Reply.empty()));
    routes.on(
        HttpMethod.GET, "/prices", ctx -> Future.succeededFuture(Reply.json(PriceList.UNKNOWN)));
    routes.on(HttpMethod.POST, "/invoke", ctx -> Future.succeededFuture(answer(ctx)));
  }

  /** A leg of the step is about to begin. */
  void expect(String step, String agent) {
    agents.put(step, agent);
  }

  Map<String, List<ModelAnswer>> unused() {
    return cues.unused();
  }

  private Reply answer(RoutingContext ctx) {
    GatewayRequest request = Bodies.read(ctx, GatewayRequest.class);
    String step = request.stepId();
    String prompt =
        request.messages().stream().map(Message::content).collect(Collectors.joining("\n"));
    Optional<ModelAnswer> next =
        Optional.ofNullable(unpaid.remove(step))
            .or(() -> cues.next(keys(step), answer -> prompt.contains(answer.when())));
    Optional<Usd> needed = next.flatMap(answer -> needed(request, answer));
    if (needed.isPresent()) {
      unpaid.put(step, next.get());
      return tooDear(needed.get());
    }
    ledger.add(new Ledger.Call(CallKind.PROMPT, step, Map.of(), NullNode.getInstance(), prompt));
    return next.map(this::reply).orElseGet(() -> nothingLeft(step));
  }

  private Reply nothingLeft(String step) {
    String sentence = "model." + step + ": no answer is left for the model of this step; add one";
    ledger.complain(sentence);
    return refusal(new Said.Refusal(Code.INTERNAL_ERROR.word(), sentence));
  }

  /** The limit that the leg has to have for the answer; empty when it has it. */
  private static Optional<Usd> needed(GatewayRequest request, ModelAnswer answer) {
    return Optional.ofNullable(request.spend())
        .filter(has -> has.spentUsd().plus(cost(answer.usage())).compareTo(has.limitUsd()) > 0)
        .map(has -> has.spentUsd().plus(cost(answer.usage())));
  }

  /** As the gateway says it: the leg may ask for so much, and call again. */
  private static Reply tooDear(Usd needed) {
    String sentence = "the answer of the test costs more than the leg may spend";
    return Reply.json(
        TOO_DEAR,
        new GatewayFailure(Code.BUDGET_EXCEEDED.word(), sentence, false, 1, Usd.ZERO, needed));
  }

  private static Usd cost(Usage usage) {
    return Usd.of(BigDecimal.valueOf(usage.costUsd()));
  }

  private List<String> keys(String step) {
    List<String> keys = new ArrayList<>(StepKeys.of(step));
    keys.add(agents.getOrDefault(step, ""));
    return keys;
  }

  private Reply reply(ModelAnswer answer) {
    return switch (answer.said()) {
      case Said.Text(var text) -> said(text, List.of(), answer.usage());
      case Said.Calls(var text, var wanted) ->
          said(text, wanted.stream().map(this::call).toList(), answer.usage());
      case Said.Refusal refusal -> refusal(refusal);
    };
  }

  private ToolCall call(Call wanted) {
    return new ToolCall("call_" + calls.incrementAndGet(), wanted.tool(), wanted.arguments());
  }

  private static Reply said(String text, List<ToolCall> wanted, Usage usage) {
    return Reply.json(
        new GatewayAnswer(
            text,
            NAME,
            usage.tokensIn(),
            usage.tokensOut(),
            cost(usage),
            wanted,
            wanted.isEmpty() ? "end" : "tool_use",
            1,
            List.of(),
            null,
            Usd.ZERO));
  }

  private static Reply refusal(Said.Refusal refusal) {
    return Reply.json(
        FAILED, new GatewayFailure(refusal.code(), refusal.message(), false, 1, Usd.ZERO, null));
  }
}
