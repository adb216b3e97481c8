package dev.ktsu.orchestrator.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.ktsu.contracts.ids.LegId;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.contracts.wire.ModelChoice;
import dev.ktsu.contracts.wire.Resume;
import dev.ktsu.contracts.wire.Spend;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.expressions.ExpressionException;
import dev.ktsu.orchestrator.step.PinnedSteps;
import dev.ktsu.project.Agent;
import dev.ktsu.project.AgentParam;
import dev.ktsu.project.AgentStep;
import dev.ktsu.project.JsonTemplate;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the request of a leg. Pure. */
final class AgentRequests {
  private final String ownUrl;

  /**
   * @param ownUrl where runtimes post results
   */
  AgentRequests(String ownUrl) {
    this.ownUrl = ownUrl;
  }

  /** The request cannot be written: the step fails with this. */
  static final class Unresolved extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Code code;

    Unresolved(Code code, String message) {
      super(message, null, false, false);
      this.code = code;
    }

    Code code() {
      return code;
    }
  }

  /**
   * What a leg is sent with.
   *
   * @param token that its executor brings
   * @param deadline when its result is no longer wanted, milliseconds since the epoch; 0 for never
   * @param limit what it may spend, null for a run without a budget
   * @param resume where it goes on; null for the beginning
   * @param decided after approvals: what they were asked in, and how they ended; null for none
   */
  record Task(
      LegId leg,
      String token,
      long deadline,
      @Nullable Usd limit,
      @Nullable Resume resume,
      @Nullable Decided decided) {}

  /**
   * The request.
   *
   * @param scope what the step's parameters may read
   * @throws Unresolved when a value is missing or an expression fails
   */
  InvokeRequest of(PinnedSteps steps, AgentStep step, Task task, ObjectNode scope) {
    LegId leg = task.leg();
    Agent agent = steps.agent(leg.step());
    try {
      ObjectNode params = params(agent, step, scope);
      ObjectNode agentScope = Json.object();
      agentScope.set("params", params);
      return new InvokeRequest(
          leg.run().toString(),
          leg.step().text(),
          agent.name(),
          agent.prompt().system(),
          userMessage(agent, params, agentScope),
          agent.prompt().reflect().map(text -> textOf(text.render(agentScope))).orElse(null),
          step.confidenceThreshold() > 0 ? step.confidenceThreshold() : null,
          agent.maxTurns(),
          model(steps, agent, step, leg.step()),
          new ServerRefs(steps.definition(), step, scope).of(agent, agentScope),
          url("complete", task),
          agent.outputSchema(),
          task.decided() == null ? List.of() : task.decided().messages(),
          task.decided() == null ? List.of() : task.decided().approvedIds(),
          task.decided() == null ? List.of() : task.decided().approved(),
          task.decided() != null,
          leg.leg(),
          task.deadline() == 0 ? null : task.deadline(),
          url("checkpoint", task),
          url("intent", task),
          task.resume(),
          task.limit() == null ? null : new Spend(task.limit(), url("spend", task)));
    } catch (ExpressionException wrong) {
      throw new Unresolved(
          Code.EXPRESSION_FAILED,
          "agent " + agent.name() + " param resolution: " + wrong.getMessage());
    }
  }

  private static ObjectNode params(Agent agent, AgentStep step, ObjectNode scope) {
    ObjectNode params = Json.object();
    for (AgentParam declared : agent.params()) {
      JsonTemplate given = step.params().get(declared.name());
      JsonNode value = given == null ? null : given.render(scope);
      if (isNothing(value)) {
        value = declared.defaultValue().orElse(null);
      }
      if (isNothing(value) && declared.required()) {
        throw new Unresolved(
            Code.PARAM_MISSING,
            "agent "
                + agent.name()
                + " param resolution: required agent param \""
                + declared.name()
                + "\" has no value");
      }
      params.set(declared.name(), isNothing(value) ? TextNode.valueOf("") : value);
    }
    return params;
  }

  /** Without a prompt of its own an agent gets its parameters as JSON, secret ones left out. */
  private static String userMessage(Agent agent, ObjectNode params, ObjectNode scope) {
    if (agent.prompt().user().isPresent()) {
      return textOf(agent.prompt().user().get().render(scope));
    }
    ObjectNode open = params.deepCopy();
    agent.params().stream().filter(AgentParam::secret).forEach(param -> open.remove(param.name()));
    return Json.text(open);
  }

  private static ModelChoice model(PinnedSteps steps, Agent agent, AgentStep step, StepPath path) {
    String own = step.model().flatMap(model -> model.group()).orElse(agent.model());
    String group = steps.modelGroup(path, own);
    int maxTokens =
        step.model()
            .map(model -> model.maxTokens().orElse(ModelChoice.MAX_TOKENS_DEFAULT))
            .orElse(ModelChoice.MAX_TOKENS_DEFAULT);
    return new ModelChoice(group, maxTokens);
  }

  private String url(String what, Task task) {
    LegId leg = task.leg();
    return ownUrl
        + "/runs/"
        + leg.run()
        + "/steps/"
        + URLEncoder.encode(leg.step().text(), StandardCharsets.UTF_8)
        + "/"
        + what
        + "?leg="
        + leg.leg()
        + "&token="
        + task.token();
  }

  static boolean isNothing(@Nullable JsonNode value) {
    return value == null || value.isNull() || value.isMissingNode();
  }

  static String textOf(JsonNode value) {
    return value.isTextual() ? value.textValue() : isNothing(value) ? "" : Json.text(value);
  }
}
