package dev.ktsu.runtime.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Fault;
import dev.ktsu.contracts.wire.GatewayAnswer;
import dev.ktsu.contracts.wire.GatewayRequest.ToolSpec;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.ToolCall;
import dev.ktsu.contracts.wire.ToolServerRef;
import dev.ktsu.contracts.wire.ToolServerRef.ApprovalRule;
import dev.ktsu.futures.Cancellation;
import dev.ktsu.futures.Futures;
import dev.ktsu.http.client.CallFailure;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.runtime.mcp.protocol.Allowlist;
import dev.ktsu.runtime.mcp.protocol.McpFailure;
import dev.ktsu.runtime.mcp.protocol.Rpc;
import dev.ktsu.runtime.mcp.protocol.Tool;
import dev.ktsu.runtime.mcp.protocol.ToolAnswer;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The tools that one leg may use. A tool whose name an earlier server has taken is offered as
 * {@code <server>__<tool>}.
 */
public final class ToolBelt {
  private static final int SERVERS_AT_ONCE = 16;
  private static final String SEPARATOR = "__";

  private final Sessions sessions;
  private final Cancellation cancellation;
  private final Secrets secrets;
  private final Map<String, Bound> tools = new LinkedHashMap<>();

  private ToolBelt(Sessions sessions, List<ToolServerRef> servers, Cancellation cancellation) {
    this.sessions = sessions;
    this.cancellation = cancellation;
    this.secrets = secretsOf(servers);
  }

  /**
   * Lists the tools of all servers at once. A server whose allowlist is empty is not asked.
   *
   * @return fails with a {@link Fault} that names the first server, in their order, that failed
   */
  public static Future<ToolBelt> gather(
      Sessions sessions, List<ToolServerRef> servers, Cancellation cancellation) {
    ToolBelt belt = new ToolBelt(sessions, servers, cancellation);
    List<ToolServerRef> asked =
        servers.stream().filter(server -> !server.allowlist().isEmpty()).toList();
    return Futures.inParallel(SERVERS_AT_ONCE, asked, belt::list).map(belt::bind);
  }

  /** What servers are given and no model is to see, in whatever a server says. */
  private static Secrets secretsOf(List<ToolServerRef> servers) {
    Secrets secrets = new Secrets();
    for (ToolServerRef server : servers) {
      if (server.authValue() != null) {
        secrets.add(List.of(server.authValue().replaceFirst("^Bearer ", "")));
      }
      secrets.add(
          server.secretKeys().stream()
              .filter(server.params()::containsKey)
              .map(server.params()::get)
              .toList());
    }
    return secrets;
  }

  /** What the model is offered. */
  public List<ToolSpec> specs() {
    return tools.entrySet().stream()
        .map(
            offer -> {
              Tool tool = offer.getValue().tool;
              return new ToolSpec(
                  offer.getKey(), secrets.scrub(tool.description()), tool.inputSchema());
            })
        .toList();
  }

  /** The answer of a model without secrets, however it has come by them. */
  public GatewayAnswer masked(GatewayAnswer answer) {
    if (secrets.isEmpty()) {
      return answer;
    }
    JsonNode told = Json.tree(answer);
    JsonNode masked = secrets.scrub(told);
    return masked == told ? answer : Json.convert(masked, GatewayAnswer.class);
  }

  /** The tools that wait for a person, with what follows. */
  public Map<String, ApprovalRule> gated() {
    return rules(bound -> bound.server.approvalOf(bound.tool.name()));
  }

  /** The tools about whose calls a person is asked when nobody knows whether they were made. */
  public Map<String, ApprovalRule> asked() {
    return rules(Bound::ifUnknown);
  }

  private Map<String, ApprovalRule> rules(Function<Bound, Optional<ApprovalRule>> of) {
    Map<String, ApprovalRule> rules = new HashMap<>();
    tools.forEach((name, bound) -> of.apply(bound).ifPresent(rule -> rules.put(name, rule)));
    return rules;
  }

  /**
   * What became of calls.
   *
   * @param results tool messages, in the order of their calls
   * @param unknown calls that may have been made, and about which a person is asked
   */
  public record Called(List<Message> results, List<ToolCall> unknown) {}

  /**
   * The tools whose server may have kept something between calls in a session that this belt had to
   * open anew, with the names of their servers.
   */
  public Map<String, String> renewed() {
    Map<String, String> renewed = new HashMap<>();
    tools.forEach(
        (name, bound) -> {
          if (bound.isRenewed) {
            renewed.put(name, bound.server.name());
          }
        });
    return renewed;
  }

  /** Names of the tools that must not be called twice. */
  public Set<String> effectful() {
    return tools.entrySet().stream()
        .filter(offer -> !offer.getValue().tool.isRepeatable())
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Makes the calls of one answer: servers at the same time, the calls to one server one after
   * another.
   *
   * @param calls of tools in {@link #specs}
   * @param turn names the turn among all turns of all legs; with the index of a call it is the
   *     call's idempotency key
   * @return fails with a {@link Fault} when one call could not be made, or with what {@code gate}
   *     fails with
   */
  public Future<Called> call(List<ToolCall> calls, String turn, Gate gate) {
    List<Message> results = new ArrayList<>(Collections.nCopies(calls.size(), null));
    Map<String, List<Integer>> byServer =
        IntStream.range(0, calls.size())
            .boxed()
            .collect(
                Collectors.groupingBy(
                    at -> bound(calls.get(at)).server.url(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return Futures.inParallel(
            SERVERS_AT_ONCE,
            List.copyOf(byServer.values()),
            group ->
                Futures.inOrder(
                    group,
                    at -> {
                      ToolCall call = calls.get(at);
                      return pass(gate, at, call)
                          .compose(open -> call(call, turn + "/" + at))
                          .onSuccess(answer -> answer.ifPresent(one -> results.set(at, one)));
                    }))
        .map(done -> called(calls, results));
  }

  private static Called called(List<ToolCall> calls, List<Message> results) {
    return new Called(
        results.stream().filter(Objects::nonNull).toList(),
        IntStream.range(0, calls.size())
            .filter(at -> results.get(at) == null)
            .mapToObj(calls::get)
            .toList());
  }

  private Future<Void> pass(Gate gate, int at, ToolCall call) {
    return bound(call).tool.isRepeatable() ? Future.succeededFuture() : gate.pass(at, call);
  }

  /** Nothing where a person is to be asked about it. */
  private Future<Optional<Message>> call(ToolCall call, String idempotencyKey) {
    Bound bound = bound(call);
    JsonNode parameters = Session.parameters(bound.tool.name(), call.arguments(), idempotencyKey);
    return sessions
        .of(bound.server)
        .call("tools/call", parameters, bound.tool.isRepeatable(), cancellation)
        .map(ToolAnswer::of)
        .recover(ToolBelt::forTheModel)
        .map(
            answer ->
                Optional.of(
                    Message.toolResult(call.id(), secrets.scrub(answer.text()), answer.isError())))
        .recover(
            failure ->
                isUnknown(bound.tool, failure) && bound.ifUnknown().isPresent()
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(failed(bound.tool, call, failure)));
  }

  private Bound bound(ToolCall call) {
    Bound bound = tools.get(call.name());
    if (bound == null) {
      throw new IllegalArgumentException("a tool that was never offered: " + call.name());
    }
    return bound;
  }

  /** What the model can mend by other arguments is its business, not the end of the step. */
  private static Future<ToolAnswer> forTheModel(Throwable failure) {
    return switch (failure) {
      case McpFailure.Refused refused when refused.code() == Rpc.INVALID_PARAMS ->
          Future.succeededFuture(ToolAnswer.error("invalid arguments: " + refused.reason()));
      case CallFailure call when call.kind() == CallFailure.Kind.TOO_LARGE ->
          Future.succeededFuture(
              ToolAnswer.error(call.getMessage() + "; ask the tool for less at a time"));
      default -> Future.failedFuture(failure);
    };
  }

  /** Never fails, so that the first server in order, not in time, is the one that is named. */
  private Future<Listing> list(ToolServerRef server) {
    Session session = sessions.of(server);
    boolean wasOpen = session.isOpen();
    return session
        .tools(cancellation)
        .map(tools -> (Listing) new Listed(server, tools, !wasOpen && session.isStateful()))
        .otherwise(
            failure -> {
              boolean isGreeted = session.isOpen() || server.params().isEmpty();
              String what = isGreeted ? "discover tools from " : "initialize server ";
              return new Unlisted(failed(Code.TOOL_FAILED, what + server.name(), failure));
            });
  }

  private ToolBelt bind(List<Listing> listings) {
    for (Listing listing : listings) {
      switch (listing) {
        case Listed listed -> bind(listed);
        case Unlisted unlisted -> throw unlisted.why;
      }
    }
    return this;
  }

  private void bind(Listed listed) {
    Allowlist allowed = new Allowlist(listed.server.allowlist());
    for (Tool tool : listed.tools) {
      if (allowed.permits(tool.name())) {
        String name =
            tools.containsKey(tool.name())
                ? listed.server.name() + SEPARATOR + tool.name()
                : tool.name();
        tools.putIfAbsent(name, bound(listed, tool));
      }
    }
  }

  /** What the agent's author says of a tool counts more than what its server says. */
  private static Bound bound(Listed listed, Tool tool) {
    Tool known =
        listed
            .server
            .effectOf(tool.name())
            .map(effect -> tool.repeatable(effect.isRepeatable()))
            .orElse(tool);
    return new Bound(listed.server, known, listed.isRenewed);
  }

  private static boolean isUnknown(Tool tool, Throwable failure) {
    return !tool.isRepeatable() && Session.isOutcomeUnknown(failure);
  }

  private Fault failed(Tool tool, ToolCall call, Throwable failure) {
    return failed(
        isUnknown(tool, failure) ? Code.TOOL_OUTCOME_UNKNOWN : Code.TOOL_FAILED,
        "tool call " + call.name(),
        failure);
  }

  private Fault failed(Code code, String what, Throwable failure) {
    String why = secrets.scrub(what + ": " + failure.getMessage());
    return new Fault(code, 502, "tool failed", why, "");
  }

  /** Stands before the calls that must not be made twice. */
  @FunctionalInterface
  public interface Gate {
    /**
     * Asked right before a call.
     *
     * @param at index of the call in its answer, from 0
     * @return succeeds when the call may be made; its failure ends the answer's calls
     */
    Future<Void> pass(int at, ToolCall call);
  }

  private sealed interface Listing permits Listed, Unlisted {}

  private record Listed(ToolServerRef server, List<Tool> tools, boolean isRenewed)
      implements Listing {}

  private record Unlisted(Fault why) implements Listing {}

  private record Bound(ToolServerRef server, Tool tool, boolean isRenewed) {
    Optional<ApprovalRule> ifUnknown() {
      return server.unknownOf(tool.name());
    }
  }
}
