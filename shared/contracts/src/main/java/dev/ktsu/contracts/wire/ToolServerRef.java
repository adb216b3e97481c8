package dev.ktsu.contracts.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tool server that an agent may use.
 *
 * @param allowlist tools by exact name, {@code prefix*} or {@code *}; empty permits none
 * @param persistentId sent to the server with each request, so that it may keep something that
 *     outlasts a session; null for none
 * @param authHeader name of the header that carries {@code authValue}
 * @param authValue complete value, with {@code Bearer } where it belongs; secret
 * @param params resolved server parameters, sent as {@code config} at initialize
 * @param secretKeys names of {@code params} whose values are secret and are not sent
 * @param approvalRules tools that wait for a person; of those whose pattern matches, the first
 *     decides
 * @param effects what a call of a tool does, whatever its server says; the first match decides
 * @param unknownRules tools about whose calls a person is asked when nobody knows whether they were
 *     made; the first match decides
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ToolServerRef(
    String name,
    String url,
    List<String> allowlist,
    @Nullable String persistentId,
    @Nullable String authHeader,
    @Nullable String authValue,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> params,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> secretKeys,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ApprovalRule> approvalRules,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<EffectRule> effects,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ApprovalRule> unknownRules) {
  public ToolServerRef {
    name = Objects.requireNonNullElse(name, "");
    url = Objects.requireNonNullElse(url, "");
    allowlist = allowlist == null ? List.of() : List.copyOf(allowlist);
    params = params == null ? Map.of() : Map.copyOf(params);
    secretKeys = secretKeys == null ? List.of() : List.copyOf(secretKeys);
    approvalRules = approvalRules == null ? List.of() : List.copyOf(approvalRules);
    effects = effects == null ? List.of() : List.copyOf(effects);
    unknownRules = unknownRules == null ? List.of() : List.copyOf(unknownRules);
  }

  /** The same server with another allowlist. */
  public ToolServerRef permitting(List<String> patterns) {
    return with(url, patterns);
  }

  /** The same server elsewhere. */
  public ToolServerRef at(String elsewhere) {
    return with(elsewhere, allowlist);
  }

  private ToolServerRef with(String elsewhere, List<String> patterns) {
    return new ToolServerRef(
        name,
        elsewhere,
        patterns,
        persistentId,
        authHeader,
        authValue,
        params,
        secretKeys,
        approvalRules,
        effects,
        unknownRules);
  }

  /** The first rule for the tool of this name; empty for one that waits for nobody. */
  public Optional<ApprovalRule> approvalOf(String tool) {
    return first(approvalRules, tool);
  }

  /** The first rule for a call of the tool that may have been made; empty where the step fails. */
  public Optional<ApprovalRule> unknownOf(String tool) {
    return first(unknownRules, tool);
  }

  private static Optional<ApprovalRule> first(List<ApprovalRule> rules, String tool) {
    return rules.stream().filter(rule -> matches(rule.pattern(), tool)).findFirst();
  }

  /** What is said of the effect of the tool of this name. */
  public Optional<ToolEffect> effectOf(String tool) {
    return effects.stream()
        .filter(rule -> matches(rule.pattern(), tool))
        .findFirst()
        .map(EffectRule::effect);
  }

  /**
   * @param pattern exact name, {@code prefix*} or {@code *}
   */
  public static boolean matches(String pattern, String tool) {
    return pattern.endsWith("*")
        ? tool.startsWith(pattern.substring(0, pattern.length() - 1))
        : tool.equals(pattern);
  }

  /**
   * Which tools wait for a person, and what follows.
   *
   * @param onReject as in {@link PendingApproval}
   * @param timeoutMs null or 0 for as long as it takes
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ApprovalRule(
      String pattern,
      @Nullable String onReject,
      @Nullable Long timeoutMs,
      @Nullable String timeoutBehavior) {
    public ApprovalRule {
      pattern = Objects.requireNonNullElse(pattern, "");
    }

    /** The question that a call of a tool of this rule leads to. */
    public PendingApproval ask(ToolCall call) {
      return new PendingApproval(
          call.name(),
          call.id(),
          call.arguments(),
          Objects.requireNonNullElse(onReject, ""),
          Math.max(0, Objects.requireNonNullElse(timeoutMs, 0L)),
          Objects.requireNonNullElse(timeoutBehavior, ""),
          "");
    }
  }

  /** What calls of some tools do. */
  public record EffectRule(String pattern, ToolEffect effect) {
    public EffectRule {
      pattern = Objects.requireNonNullElse(pattern, "");
      effect = Objects.requireNonNullElse(effect, ToolEffect.EFFECTFUL);
    }
  }

  /** Never the credentials, so that a log line cannot show them. */
  @Override
  public String toString() {
    return "ToolServerRef[" + name + " at " + url + "]";
  }
}
