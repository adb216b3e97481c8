package dev.ktsu.contracts.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tool server that an agent may use.
 *
 * @param allowlist tools by exact name, {@code prefix*} or {@code *}; empty permits none
 * @param authHeader name of the header that carries {@code authValue}
 * @param authValue complete value, with {@code Bearer } where it belongs; secret
 * @param params resolved server parameters, sent as {@code config} at initialize
 * @param secretKeys names of {@code params} whose values are secret and are not sent
 * @param approvalRules read from older and later peers; must be empty in this release
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
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ApprovalRule> approvalRules) {
  public ToolServerRef {
    name = Objects.requireNonNullElse(name, "");
    url = Objects.requireNonNullElse(url, "");
    allowlist = allowlist == null ? List.of() : List.copyOf(allowlist);
    params = params == null ? Map.of() : Map.copyOf(params);
    secretKeys = secretKeys == null ? List.of() : List.copyOf(secretKeys);
    approvalRules = approvalRules == null ? List.of() : List.copyOf(approvalRules);
  }

  /** The same server with another allowlist. */
  public ToolServerRef permitting(List<String> patterns) {
    return new ToolServerRef(
        name,
        url,
        patterns,
        persistentId,
        authHeader,
        authValue,
        params,
        secretKeys,
        approvalRules);
  }

  /** Which tools wait for a person, and what follows. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ApprovalRule(
      String pattern,
      @Nullable String onReject,
      @Nullable Long timeoutMs,
      @Nullable String timeoutBehavior) {}

  /** Never the credentials, so that a log line cannot show them. */
  @Override
  public String toString() {
    return "ToolServerRef[" + name + " at " + url + "]";
  }
}
