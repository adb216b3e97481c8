package dev.ktsu.contracts.problems;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Why something was refused, failed or skipped, for programs. {@code error_code} in records, {@code
 * code} in problems. A code, once released, keeps its name and its meaning.
 */
public enum Code {
  // A request that cannot be served as it stands.
  INVALID_REQUEST,
  MALFORMED_JSON,
  BODY_TOO_LARGE,
  UNAUTHORIZED,
  NOT_FOUND,
  METHOD_NOT_ALLOWED,
  WORKFLOW_NOT_FOUND,
  WORKFLOW_INVALID,
  PROJECT_INVALID,
  PARAMS_INVALID,
  ENV_MISSING,
  SETTING_INVALID,
  RUN_NOT_FOUND,
  STEP_NOT_FOUND,
  DEFINITION_NOT_FOUND,
  VALUE_NOT_FOUND,
  LEG_TOKEN_INVALID,
  APPROVAL_NOT_FOUND,
  // State has moved on.
  RUN_FINISHED,
  RUN_ACTIVE,
  LEG_CLOSED,
  APPROVAL_DECIDED,
  IDEMPOTENCY_CONFLICT,
  STALE_HEAD,
  LEASE_LOST,
  INSTANCE_TAKEN,
  RUN_UNREADABLE,
  EVENTS_GONE,
  // Try again later.
  OVERLOADED,
  DRAINING,
  BUSY,
  STORE_UNAVAILABLE,
  PEER_UNAVAILABLE,
  // Ours, or a broken peer.
  INTERNAL_ERROR,
  STORE_CORRUPT,
  SECRET_UNREADABLE,
  // Why a step or a run ended as it did.
  AIRLOCK,
  INJECTION_ATTEMPT,
  UNTRUSTED_CONTENT,
  LOW_QUALITY,
  NEEDS_HUMAN_REVIEW,
  CONFIDENCE_BELOW_THRESHOLD,
  SKIP_REQUESTED,
  CONDITION_FALSE,
  CONDITION_INVALID,
  UPSTREAM_SKIPPED,
  UPSTREAM_FAILED,
  WEBHOOKS_SUPPRESSED,
  RUN_FAILED,
  CANCELLED,
  TIMEOUT,
  APPROVAL_ASKED,
  APPROVAL_REJECTED,
  APPROVAL_TIMEOUT,
  APPROVAL_MISMATCH,
  BUDGET_EXCEEDED,
  BUDGET_BUSY,
  NO_PRICE,
  EXPRESSION_FAILED,
  TRANSFORM_FAILED,
  CONSOLIDATION_FAILED,
  WEBHOOK_FAILED,
  WEBHOOK_ANSWER_TOO_LARGE,
  EGRESS_REFUSED,
  PARAM_MISSING,
  RUNTIME_LOST,
  RUNTIME_UNAVAILABLE,
  DISPATCH_FAILED,
  AGENT_FAILED,
  MAX_TURNS_EXCEEDED,
  REFLECT_OUTPUT_INVALID,
  TOOL_NOT_PERMITTED,
  TOOL_FAILED,
  TOOL_OUTCOME_UNKNOWN,
  INTENT_UNACKNOWLEDGED,
  GATEWAY_FAILED,
  // The gateway's own words.
  UNKNOWN_GROUP,
  NO_MODELS_AVAILABLE,
  INVALID_MODEL_CONFIG,
  PROVIDER_NOT_REGISTERED,
  PROVIDER_ERROR;

  private static final Map<String, Code> BY_WORD =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(Code::word, Function.identity()));

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word on the wire: {@code workflow_not_found}. */
  @JsonValue
  public String word() {
    return word;
  }

  /** Reads the word; one that this release does not know becomes {@link #AGENT_FAILED}. */
  @JsonCreator
  public static Code of(String word) {
    return BY_WORD.getOrDefault(word, AGENT_FAILED);
  }

  @Override
  public String toString() {
    return word;
  }
}
