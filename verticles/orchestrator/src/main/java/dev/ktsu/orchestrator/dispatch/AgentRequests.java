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
import dev.ktsu.contracts.wire.PendingApproval;
import dev.ktsu.contracts.wire.Resume;
import dev.ktsu.contracts.wire.Spend;
import dev.ktsu.contracts.wire.ToolServerRef;
import dev.ktsu.contracts.wire.ToolServerRef.ApprovalRule;
import dev.ktsu.contracts.wire.ToolServerRef.EffectRule;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.expressions.ExpressionException;
import dev.ktsu.orchestrator.step.PinnedSteps;
import dev.ktsu.project.Agent;
import dev.ktsu.project.AgentParam;
import dev.ktsu.project.AgentStep;
import dev.ktsu.project.AllowedTools;
import dev.ktsu.project.ApprovalPolicy;
import dev.ktsu.project.Auth;
import dev.ktsu.project.AuthScheme;
import dev.ktsu.project.JsonTemplate;
import dev.ktsu.project.ServerParam;
import dev.ktsu.project.ServerUse;
import dev.ktsu.project.ToolServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
          servers(steps, agent, params, agentScope),
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

  private static List<ToolServerRef> servers(
      PinnedSteps steps, Agent agent, ObjectNode params, ObjectNode scope) {
    List<ToolServerRef> refs = new ArrayList<>();
    for (ServerUse use : agent.servers()) {
      ToolServer server = steps.definition().server(agent, use);
      Map<String, String> values = serverParams(server, use, scope);
      List<String> secrets =
          server.params().entrySet().stream()
              .filter(entry -> entry.getValue().secret())
              .map(Map.Entry::getKey)
              .toList();
      refs.add(
          new ToolServerRef(
              use.name(),
              server.url(),
              use.patterns(),
              null,
              server.auth().map(Auth::header).orElse(null),
              server.auth().map(auth -> authValue(auth, values, params)).orElse(null),
              values,
              secrets,
              rules(use, AllowedTools::approval),
              effects(use),
              rules(use, AllowedTools::unknown)));
    }
    return refs;
  }

  private static List<ApprovalRule> rules(
      ServerUse use, Function<AllowedTools, Optional<ApprovalPolicy>> asks) {
    List<ApprovalRule> rules = new ArrayList<>();
    for (AllowedTools tools : use.allowlist()) {
      asks.apply(tools).ifPresent(policy -> rules.add(rule(tools.pattern(), policy)));
    }
    return rules;
  }

  private static ApprovalRule rule(String pattern, ApprovalPolicy policy) {
    String late = policy.lateIsRejected() ? PendingApproval.REJECT : PendingApproval.FAIL;
    return new ApprovalRule(
        pattern,
        policy.recover() ? PendingApproval.RECOVER : PendingApproval.FAIL,
        policy.timeoutMillis(),
        policy.timeoutMillis() == 0 ? "" : late);
  }

  private static List<EffectRule> effects(ServerUse use) {
    List<EffectRule> rules = new ArrayList<>();
    for (AllowedTools tools : use.allowlist()) {
      tools.effect().ifPresent(effect -> rules.add(new EffectRule(tools.pattern(), effect)));
    }
    return rules;
  }

  private static Map<String, String> serverParams(
      ToolServer server, ServerUse use, ObjectNode scope) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Map.Entry<String, ServerParam> declared : server.params().entrySet()) {
      String name = declared.getKey();
      String value =
          use.params().containsKey(name)
              ? textOf(use.params().get(name).render(scope))
              : declared.getValue().defaultValue().orElse(null);
      if (value == null) {
        throw new Unresolved(
            Code.PARAM_MISSING,
            "server "
                + use.name()
                + " param resolution: required server param \""
                + name
                + "\" has no value");
      }
      values.put(name, value);
    }
    return values;
  }

  /** Parameters of the server come before those of the agent. */
  private static String authValue(Auth auth, Map<String, String> server, ObjectNode agent) {
    ObjectNode both = agent.deepCopy();
    server.forEach(both::put);
    ObjectNode scope = Json.object();
    scope.set("params", both);
    String secret = textOf(auth.secret().render(scope));
    return auth.scheme() == AuthScheme.BEARER ? "Bearer " + secret : secret;
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

  private static boolean isNothing(@Nullable JsonNode value) {
    return value == null || value.isNull() || value.isMissingNode();
  }

  private static String textOf(JsonNode value) {
    return value.isTextual() ? value.textValue() : isNothing(value) ? "" : Json.text(value);
  }
}
