package dev.ktsu.orchestrator.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.wire.PendingApproval;
import dev.ktsu.contracts.wire.ToolServerRef;
import dev.ktsu.contracts.wire.ToolServerRef.ApprovalRule;
import dev.ktsu.contracts.wire.ToolServerRef.EffectRule;
import dev.ktsu.orchestrator.dispatch.AgentRequests.Unresolved;
import dev.ktsu.project.Agent;
import dev.ktsu.project.AgentStep;
import dev.ktsu.project.AllowedTools;
import dev.ktsu.project.ApprovalPolicy;
import dev.ktsu.project.Auth;
import dev.ktsu.project.AuthScheme;
import dev.ktsu.project.Definition;
import dev.ktsu.project.ServerParam;
import dev.ktsu.project.ServerUse;
import dev.ktsu.project.ToolServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tool servers of a leg, with the values of their parameters. Pure.
 *
 * @param scope what the step's parameters may read
 */
record ServerRefs(Definition definition, AgentStep step, ObjectNode scope) {
  /**
   * @param agentScope {@code {"params": …}} of the agent
   * @throws Unresolved when a value is missing
   */
  List<ToolServerRef> of(Agent agent, ObjectNode agentScope) {
    List<ToolServerRef> refs = new ArrayList<>();
    for (ServerUse use : agent.servers()) {
      refs.add(of(definition.server(agent, use), use, agentScope));
    }
    return refs;
  }

  private ToolServerRef of(ToolServer server, ServerUse use, ObjectNode agentScope) {
    Map<String, String> values = params(server, use, agentScope);
    List<String> secrets =
        server.params().entrySet().stream()
            .filter(entry -> entry.getValue().secret())
            .map(Map.Entry::getKey)
            .toList();
    return new ToolServerRef(
        use.name(),
        server.url(),
        use.patterns(),
        persistentId(use, agentScope),
        server.auth().map(Auth::header).orElse(null),
        server.auth().map(auth -> authValue(auth, values, agentScope)).orElse(null),
        values,
        secrets,
        rules(use, AllowedTools::approval),
        effects(use),
        rules(use, AllowedTools::unknown));
  }

  /** One that comes to nothing, for want of the values that it reads, counts as none. */
  private static @Nullable String persistentId(ServerUse use, ObjectNode agentScope) {
    return use.persistentId()
        .map(text -> AgentRequests.textOf(text.render(agentScope)))
        .filter(id -> !id.isBlank())
        .orElse(null);
  }

  private Map<String, String> params(ToolServer server, ServerUse use, ObjectNode agentScope) {
    Map<String, String> values = new LinkedHashMap<>();
    server
        .params()
        .forEach((name, declared) -> values.put(name, value(name, declared, use, agentScope)));
    return values;
  }

  /** The step's value, else the agent's, else the default; a null of the step counts as none. */
  private String value(String name, ServerParam declared, ServerUse use, ObjectNode agentScope) {
    Optional<JsonNode> own =
        step.serverParam(use.name(), name)
            .map(text -> text.render(scope))
            .filter(value -> !AgentRequests.isNothing(value));
    return own.or(
            () -> Optional.ofNullable(use.params().get(name)).map(text -> text.render(agentScope)))
        .map(AgentRequests::textOf)
        .or(declared::defaultValue)
        .orElseThrow(
            () ->
                new Unresolved(
                    Code.PARAM_MISSING,
                    "server %s param resolution: required server param \"%s\" has no value"
                        .formatted(use.name(), name)));
  }

  /** Parameters of the server come before those of the agent. */
  private static String authValue(Auth auth, Map<String, String> server, ObjectNode agentScope) {
    ObjectNode both = (ObjectNode) agentScope.path("params").deepCopy();
    server.forEach(both::put);
    ObjectNode scope = Json.object();
    scope.set("params", both);
    String secret = AgentRequests.textOf(auth.secret().render(scope));
    return auth.scheme() == AuthScheme.BEARER ? "Bearer " + secret : secret;
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
}
